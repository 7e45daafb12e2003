//! Models as Keras writes them: layers, and the calls between them.

use keras_files::graph::{as_operation, keep_masks, operation_of};
use serde_json::json;

use super::inference::row;
use super::masks::Masks;
use crate::config::{Argument, Map, Value, envelope, float32_policy, with_name};
use crate::layer::{Node, NodePath};
use crate::model::{Model, Source, Wire};
use crate::shape::{Shape, Spec};
use crate::{Error, Result};

const SEQUENTIAL: &str = "Sequential";
pub(super) const FUNCTIONAL: &str = "Functional";
const CONCATENATE: &str = "Concatenate";

/// The class of Keras that a model is: a list of layers is a `Sequential`, if all of them are layers there and no operations.
pub(super) fn class<M: Model + ?Sized>(model: &M) -> &'static str {
    let mut is_list = model.wires().is_none();
    model.each_node(&mut |_, node| is_list &= operation_of(node.class()).is_none());
    if is_list { SEQUENTIAL } else { FUNCTIONAL }
}

/// A model under a name: module, class, configuration.
pub(super) fn object<M: Model + ?Sized>(model: &M, name: &str) -> Result<Value> {
    let config = config(model, name)?;
    Ok(match class(model) {
        SEQUENTIAL => envelope("keras", SEQUENTIAL, config, None),
        class => envelope("keras.src.models.functional", class, config, Some(class.to_owned())),
    })
}

/// The configuration of a model under a name.
pub(super) fn config<M: Model + ?Sized>(model: &M, name: &str) -> Result<Map> {
    let mut layers = Layers { names: vec![], nodes: vec![], inputs: inputs(model) };
    model.each_node(&mut |name, node| {
        layers.names.push(name);
        layers.nodes.push(node);
    });
    let config = match model.wires() {
        Some(wires) => layers.functional(wires, model.gives()),
        None if class(model) == SEQUENTIAL => layers.sequential(),
        None => {
            let (wires, gives) = row(layers.nodes.len());
            layers.functional(&wires, &gives)
        }
    };
    let config = config.and_then(with_kept_masks);
    let mut config = config.map_err(|error| error.within(format_args!("model `{name}`")))?;
    config.insert("name".to_owned(), Value::from(name));
    config.insert("trainable".to_owned(), Value::from(true));
    Ok(config)
}

/// The same, where attention would take masks away in Keras.
fn with_kept_masks(config: Map) -> Result<Map> {
    let mut model = json!({ "config": config });
    keep_masks(&mut model).map_err(|message| Error::new("", message))?;
    match model["config"].take() {
        Value::Object(config) => Ok(config),
        _ => unreachable!("it is the same configuration"),
    }
}

fn inputs<M: Model + ?Sized>(model: &M) -> Vec<(&str, Spec)> {
    model.input_names().into_iter().zip(model.inputs().as_slice().iter().copied()).collect()
}

/// The layers of a model, by their names in it, and its inputs.
struct Layers<'a> {
    names: Vec<&'a str>,
    nodes: Vec<&'a dyn Node>,
    inputs: Vec<(&'a str, Spec)>,
}

impl Layers<'_> {
    /// Each takes what the one before it gives.
    fn sequential(&self) -> Result<Map> {
        let mut layers: Vec<Value> = self.inputs.iter().map(input).collect::<Result<_>>()?;
        let mut given = self.inputs.first().map(|(_, spec)| *spec);
        for (name, node) in self.names.iter().zip(&self.nodes) {
            let mut layer = written(*node, name)?;
            // Built by itself, a layer has weights whose paths do not begin with the name of the model: as after Keras's own files.
            if let Some(given) = given
                && has_weights(*node)
                && ![SEQUENTIAL, FUNCTIONAL].contains(&node.class())
            {
                layer["build_config"] = json!({ "input_shape": batch(&given.shape())? });
            }
            layers.push(layer);
            given = node.outputs().as_slice().first().copied();
        }
        let mut config = Map::from_iter([
            ("layers".to_owned(), Value::Array(layers)),
            ("dtype".to_owned(), float32_policy()),
        ]);
        if let Some((_, spec)) = self.inputs.first() {
            config.insert("build_input_shape".to_owned(), batch(&spec.shape())?);
        }
        Ok(config)
    }

    /// Each with its calls.
    fn functional(&self, wires: &[Wire], gives: &[Source]) -> Result<Map> {
        let mut layers = vec![];
        for declared in &self.inputs {
            layers.push(called(input(declared)?, declared.0, vec![]));
        }
        for (i, (name, node)) in self.names.iter().zip(&self.nodes).enumerate() {
            let mut layer = written(*node, name)?;
            let settings =
                layer["config"].as_object_mut().map(|config| node.signature().take_settings(config));
            let mut calls = vec![];
            for wire in wires.iter().filter(|wire| wire.node == i) {
                let tensors = wire.inputs.iter().map(|source| self.tensor(wires, source));
                let (args, mut kwargs) = node.signature().written(tensors.collect::<Result<_>>()?);
                kwargs.extend(settings.clone().unwrap_or_default());
                calls.push(json!({ "args": args, "kwargs": kwargs }));
            }
            layers.push(as_operation(called(layer, name, calls)));
        }
        let mut masks = Masks::default();
        for (call, wire) in wires.iter().enumerate() {
            let output = self.nodes[wire.node].outputs().as_slice().first().copied();
            let followed = masks.follow(
                &layers[self.inputs.len() + wire.node],
                wire.inputs.iter().copied(),
                call,
                output,
            );
            followed.map_err(|error| error.within(format_args!("layer `{}`", self.names[wire.node])))?;
        }
        let concatenates = |layer: &Value| layer["class_name"] == CONCATENATE;
        let of_wire = |wire: &Wire| &layers[self.inputs.len() + wire.node];
        if wires.iter().enumerate().any(|(call, wire)| concatenates(of_wire(wire)) && masks.reach(call)) {
            layers.iter_mut().filter(|layer| concatenates(layer)).for_each(leave_name_to_keras);
        }
        let inputs: Vec<Value> = self.inputs.iter().map(|(name, _)| json!([name, 0, 0])).collect();
        let outputs: Vec<Value> = gives.iter().map(|source| self.output(wires, source).into()).collect();
        Ok(Map::from_iter([
            ("layers".to_owned(), Value::Array(layers)),
            ("input_layers".to_owned(), one_or_all(inputs)),
            ("output_layers".to_owned(), one_or_all(outputs)),
        ]))
    }

    /// Where a tensor comes from: a layer, which of its calls, which of the tensors that it gives.
    fn history(&self, wires: &[Wire], source: &Source) -> Vec<Value> {
        match *source {
            Source::Input(input) => vec![json!(self.inputs[input].0), json!(0), json!(0)],
            Source::Call(call, output) => {
                let node = wires[call].node;
                let before = wires[..call].iter().filter(|wire| wire.node == node).count();
                vec![json!(self.names[node]), json!(before), json!(output)]
            }
        }
    }

    /// The same of an output of the model: of a functional model inside, Keras counts the calls from one there.
    fn output(&self, wires: &[Wire], source: &Source) -> Vec<Value> {
        let mut history = self.history(wires, source);
        if let Source::Call(call, _) = *source
            && self.nodes[wires[call].node].class() == FUNCTIONAL
        {
            history[1] = json!(history[1].as_u64().unwrap_or_default() + 1);
        }
        history
    }

    fn tensor(&self, wires: &[Wire], source: &Source) -> Result<Value> {
        let spec = match *source {
            Source::Input(input) => Some(self.inputs[input].1),
            Source::Call(call, output) => {
                self.nodes[wires[call].node].outputs().as_slice().get(output).copied()
            }
        };
        let (shape, dtype) = match spec {
            Some(spec) => (batch(&spec.shape())?, spec.dtype().to_json()?),
            None => (Value::Null, Value::Null),
        };
        let history = self.history(wires, source);
        let config = json!({ "shape": shape, "dtype": dtype, "keras_history": history });
        Ok(json!({ "class_name": "__keras_tensor__", "config": config }))
    }
}

/// An input of a model as the layer that it is in Keras.
fn input((name, spec): &(&str, Spec)) -> Result<Value> {
    let config = Map::from_iter([
        ("batch_shape".to_owned(), batch(&spec.shape())?),
        ("dtype".to_owned(), spec.dtype().to_json()?),
        ("sparse".to_owned(), Value::from(false)),
        ("ragged".to_owned(), Value::from(false)),
        ("name".to_owned(), Value::from(*name)),
        ("optional".to_owned(), Value::from(false)),
    ]);
    Ok(envelope("keras.layers", "InputLayer", config, None))
}

/// A layer under a name.
///
/// # Errors
///
/// If one inside it is an operation in Keras, which no layer holds there.
fn written(node: &dyn Node, name: &str) -> Result<Value> {
    fn operation(value: &Value) -> Option<&str> {
        let class = value["class_name"].as_str().filter(|class| operation_of(class).is_some());
        match value {
            Value::Object(_) if class.is_some() && value["module"] == "keras.layers" => class,
            Value::Object(parts) => parts.values().find_map(operation),
            Value::Array(values) => values.iter().find_map(operation),
            _ => None,
        }
    }
    let layer = node.to_json()?;
    match operation(&layer["config"]) {
        Some(class) => {
            let message =
                format!("`{class}` inside of it has no form in a file: in Keras it is an operation");
            Err(Error::new(format!("layer `{name}`"), message)
                .help("call it in a `graph!`, beside other layers"))
        }
        None => Ok(with_name(layer, name)),
    }
}

fn has_weights(node: &dyn Node) -> bool {
    let mut has = false;
    node.each_weight(&NodePath::ROOT, &mut |_, _| has = true);
    has
}

/// A layer with its calls.
fn called(mut layer: Value, name: &str, calls: Vec<Value>) -> Value {
    layer["name"] = Value::from(name);
    layer["inbound_nodes"] = Value::Array(calls);
    layer
}

/// Has Keras name a layer that concatenates, if it would have given a name of this form. Reading a file, it calls operations
/// that concatenate masks by the first such name that it has not given itself, and takes no model with two of a name.
fn leave_name_to_keras(layer: &mut Value) {
    let number = layer["name"].as_str().and_then(|name| name.strip_prefix("concatenate"));
    if number.is_some_and(|number| number.trim_start_matches('_').bytes().all(|byte| byte.is_ascii_digit())) {
        layer["config"]["name"] = Value::Null;
    }
}

/// A shape behind the axis of the batch.
fn batch(shape: &Shape) -> Result<Value> {
    let mut axes = vec![Value::Null];
    axes.extend(shape.to_json()?.as_array().into_iter().flatten().cloned());
    Ok(Value::Array(axes))
}

/// One by itself, as Keras has a model of one input or output.
fn one_or_all(mut values: Vec<Value>) -> Value {
    if values.len() == 1 { values.remove(0) } else { Value::Array(values) }
}
