//! Models as [ONNX](https://onnx.ai) has them: a graph of operators, with the weights.
//!
//! A layer becomes nodes by what is known of it as data: its class and configuration, its weights by name, the shapes of
//! its inputs and outputs. So nothing of ONNX stands in the files of the layers, and [`layers`] says of each class how it
//! is written, or why it cannot be.

mod call;
mod exporter;
mod graph;
mod layers;
mod proto;
mod recurrence;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::Path;

use prost::Message;

use self::exporter::Exporter;
use self::proto::{
    Dimension, FLOAT, INT32, ModelProto, OperatorSetId, TensorShape, TensorType, Type, ValueInfo,
};
use super::wiring::trace;
use crate::files::{not_written, write_whole};
use crate::layer::NodePath;
use crate::model::Model;
use crate::shape::{DType, Dim, Spec};
use crate::{Error, Result};

/// The set of operators: the first in which all reductions take their axes as an input.
const OPSET: i64 = 18;
/// The version of the format that came with it.
const IR_VERSION: i64 = 8;
/// The most bytes that a message of protocol buffers may have.
const MOST_BYTES: usize = i32::MAX as usize;

/// Writes the file of a model.
pub(super) fn write<M: Model>(model: &M, path: &Path) -> Result<()> {
    if path.extension().is_none_or(|ending| ending != "onnx") {
        let place = path.display().to_string();
        let error = Error::expected(place, "a path that ends in `.onnx`", "another ending");
        return Err(error.help("`save` writes Keras's own format, `.keras`"));
    }
    let within = |error: Error| error.within(format_args!("model `{}`, export", model.name()));
    let exported = exported(model).map_err(within)?;
    if exported.encoded_len() > MOST_BYTES {
        let found = format!("{} bytes", exported.encoded_len());
        return Err(within(Error::expected("", format!("at most {MOST_BYTES} bytes"), found)));
    }
    let bytes = exported.encode_to_vec();
    write_whole(path, |file| file.write_all(&bytes).map_err(|error| not_written(path, error)))
}

/// The model as a message.
fn exported<M: Model>(model: &M) -> Result<ModelProto> {
    if model.outputs().as_slice().is_empty() {
        return Err(Error::new("", "it has no layers"));
    }
    let mut exporter = Exporter::new();
    let (mut inputs, mut values) = (vec![], vec![]);
    for (name, spec) in model.input_names().into_iter().zip(model.inputs().as_slice()) {
        let name = exporter.graph.free_name(name);
        values.push(exporter.add(&name, *spec));
        inputs.push(input(name, spec));
    }
    let outputs = trace(model, &NodePath::ROOT, &values, &mut exporter)?;
    let names = model.output_names();
    let outputs = names.into_iter().zip(outputs).map(|(name, value)| exporter.output(name, value)).collect();
    let mut graph = exporter.graph.finish();
    graph.name = model.name().to_owned();
    (graph.input, graph.output) = (inputs, outputs);
    Ok(ModelProto {
        ir_version: IR_VERSION,
        producer_name: "keras".to_owned(),
        producer_version: env!("CARGO_PKG_VERSION").to_owned(),
        graph: Some(graph),
        opset_import: vec![OperatorSetId { domain: String::new(), version: OPSET }],
    })
}

/// An input as the graph has it: sizes that are not known have names.
fn input(name: String, spec: &Spec) -> ValueInfo {
    let named = |name: String| Dimension { value: None, name: Some(name) };
    let mut dim = vec![named("batch".to_owned())];
    for (i, size) in spec.shape().dims().iter().enumerate() {
        dim.push(match size {
            Dim::Known(size) => Dimension { value: Some(*size as i64), name: None },
            Dim::Unknown => named(format!("{name}_{}", i + 1)),
        });
    }
    value_info(name, spec.dtype() == DType::Int, dim)
}

fn value_info(name: String, is_int: bool, dim: Vec<Dimension>) -> ValueInfo {
    let elem_type = if is_int { INT32 } else { FLOAT };
    let tensor = Some(TensorType { elem_type, shape: Some(TensorShape { dim }) });
    ValueInfo { name, r#type: Some(Type { tensor }) }
}
