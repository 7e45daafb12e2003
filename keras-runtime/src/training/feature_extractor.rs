//! Feature extraction: what layers in the middle of a model give.

use std::fmt;
use std::path::Path;

use ndarray::ArrayD;
use smallvec::SmallVec;

use super::data::Samples;
use super::measure::Predict;
use super::predict::{Predicts, predict};
use super::signature::Signature;
use crate::autodiff::Tensor;
use crate::layer::{ForwardPass, Node, Outputs};
use crate::model::{Model, Source};
use crate::shape::{MAX_TENSORS, Specs};
use crate::{Error, Result};

/// Feature extractor: the part of a model up to some of its layers, whose weights it shares; Keras's
/// `Model(inputs=model.inputs, outputs=model.get_layer(name).output)`.
///
/// What the layers do not need is not computed. It borrows the model: while it is there, nothing is trained.
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![
///     Conv2D(4, 3, activation = relu, input = (8, 8, 1), name = edges),
///     MaxPooling2D(2),
///     Flatten(),
///     Dense(5, activation = relu, name = code),
///     Dense(10, activation = softmax),
/// ];
/// let extractor = model.feature_extractor(["edges", "code"])?;
/// let [edges, code] = extractor.predict(vec![[[[0.5]; 8]; 8]; 3])?;
/// assert_eq!((edges.shape(), code.shape()), (&[3, 6, 6, 4][..], &[3, 5][..]));
/// # Ok::<(), keras::Error>(())
/// ```
pub struct FeatureExtractor<'m, M, const N: usize> {
    model: &'m M,
    layers: [String; N],
    /// The calls whose outputs are given.
    given: [usize; N],
    /// The calls of layers, if they are needed.
    calls: Vec<Option<Call>>,
}

/// A call of a layer.
struct Call {
    node: usize,
    inputs: SmallVec<[Source; 2]>,
}

impl<'m, M: Model, const N: usize> FeatureExtractor<'m, M, N> {
    pub(super) fn new(model: &'m M, layers: [&str; N]) -> Result<Self> {
        if N == 0 {
            return Err(Error::expected(PLACE, "the name of a layer, or several", "none"));
        }
        let calls = calls(model);
        let mut given = [0; N];
        for (given, layer) in given.iter_mut().zip(layers) {
            *given = only_call(model, &calls, layer)?;
        }
        let mut calls: Vec<_> = calls.into_iter().map(Some).collect();
        let mut is_needed: Vec<bool> = (0..calls.len()).map(|call| given.contains(&call)).collect();
        for (i, call) in calls.iter_mut().enumerate().rev() {
            let Some(needed) = call.as_ref().filter(|_| is_needed[i]) else {
                *call = None;
                continue;
            };
            for input in &needed.inputs {
                if let Source::Call(before, _) = *input {
                    is_needed[before] = true;
                }
            }
        }
        Ok(Self { model, layers: layers.map(str::to_owned), given, calls })
    }

    /// The outputs of the layers for `x`: an array for each, in the order of their names.
    ///
    /// # Errors
    ///
    /// As [`Compile::predict`](super::Compile::predict).
    pub fn predict<X: Samples<M::Input>>(&self, x: X) -> Result<[ArrayD<f32>; N]> {
        self.predict_with(x, Predict::new())
    }

    /// As [`predict`](Self::predict), with options.
    ///
    /// # Errors
    ///
    /// As [`Compile::predict_with`](super::Compile::predict_with).
    pub fn predict_with<X: Samples<M::Input>>(&self, x: X, options: Predict<'_>) -> Result<[ArrayD<f32>; N]> {
        let mut arrays = predict(self, x.tables()?, options)?.into_iter();
        Ok(std::array::from_fn(|_| arrays.next().expect("an array for each layer")))
    }
}

const PLACE: &str = "`feature_extractor`";

/// The calls of a model, in their order.
fn calls(model: &impl Model) -> Vec<Call> {
    match model.wires() {
        Some(wires) => {
            wires.iter().map(|wire| Call { node: wire.node, inputs: wire.inputs.into() }).collect()
        }
        None => {
            let before =
                |i: usize| i.checked_sub(1).map_or(Source::Input(0), |before| Source::Call(before, 0));
            (0..model.nodes().len()).map(|node| Call { node, inputs: [before(node)][..].into() }).collect()
        }
    }
}

/// The call of a layer that has one, and gives one output.
fn only_call(model: &impl Model, calls: &[Call], layer: &str) -> Result<usize> {
    let node = model.get_layer(layer).map_err(|error| match layer.split_once('/') {
        Some((name, rest)) if model.get_layer(name).is_ok() => {
            error.help(format!("of a model in the model: `model.{name}.feature_extractor([\"{rest}\"])`"))
        }
        _ => error,
    });
    let node = node.map_err(|error| error.within(PLACE))?;
    let (mut position, mut count) = (0, 0);
    model.each_node(&mut |name, _| {
        if name == layer {
            position = count;
        }
        count += 1;
    });
    let of_layer: Vec<usize> = (0..calls.len()).filter(|&call| calls[call].node == position).collect();
    let outputs = node.outputs().as_slice().len();
    let unclear = |message: String| {
        Error::new(format!("{PLACE}, layer `{layer}`"), message)
            .help("name the output that is meant, by a layer after it: `Activation(linear, name = …)`")
    };
    match of_layer[..] {
        [call] if outputs == 1 => Ok(call),
        [_] => Err(unclear(format!("it gives {outputs} outputs"))),
        _ => Err(unclear(format!("it is called {} times", of_layer.len()))),
    }
}

impl<M: Model, const N: usize> Predicts for FeatureExtractor<'_, M, N> {
    fn write(&self, _: &Path) -> Result<()> {
        let error = Error::new(PLACE, "a part of a model has no form in a file, which a backend would read");
        Err(error.help("leave the backend out"))
    }

    fn signature(&self) -> Signature {
        Signature {
            inputs: self.model.inputs(),
            outputs: Specs::new(&[]),
            input_names: self.model.input_names().into_iter().map(str::to_owned).collect(),
            output_names: self.layers.to_vec(),
            kinds: Vec::new(),
        }
    }

    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Outputs {
        if !pass.accepts(self.model.name(), &self.model.inputs(), inputs) {
            return pass.nothing(N);
        }
        let nodes: Vec<&dyn Node> = self.model.nodes();
        let mut outputs = vec![Outputs::default(); self.calls.len()];
        for (i, call) in self.calls.iter().enumerate() {
            let Some(Call { node, inputs: sources }) = call else { continue };
            let given = sources.iter().map(|source| match *source {
                Source::Input(input) => inputs[input].clone(),
                Source::Call(before, output) => outputs[before].tensor(output),
            });
            let given: SmallVec<[Tensor; MAX_TENSORS]> = given.collect();
            outputs[i] = nodes[*node].call(&given, pass);
        }
        Outputs::of(self.given.iter().map(|&call| outputs[call].tensor(0)))
    }
}

impl<M, const N: usize> fmt::Debug for FeatureExtractor<'_, M, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FeatureExtractor").field("layers", &self.layers).finish_non_exhaustive()
    }
}
