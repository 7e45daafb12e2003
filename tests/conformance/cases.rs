//! Layers held against what Keras computed of them, with `case()` of `layers.py` or `masks.py`.

use crate::fixture;
use keras::autodiff::{Tape, Tensor, Variable};
use keras::backend as K;
use keras::layers::{ForwardPass, Weight};
use keras::prelude::*;
use keras::shape::{Dim, Specs};
use serde_json::Value;

const TOLERANCE: f32 = 1e-5;

/// What Keras computed and no model has been held against yet.
pub struct Cases(Vec<Value>);

impl Cases {
    /// The wanted cases of a subject, chosen by what they are in Keras.
    pub fn that(subject: &str, wanted: impl Fn(&str) -> bool) -> Self {
        let all = fixture::read(subject);
        let cases = fixture::list(&all["cases"]).iter().filter(|case| wanted(fixture::source(case)));
        Self(cases.cloned().collect())
    }

    /// The cases of some layers.
    pub fn of(subject: &str, layers: &[&str]) -> Self {
        Self::that(subject, |keras| layers.iter().any(|layer| keras.starts_with(&format!("{layer}("))))
    }

    /// Holds a model against the case of the Keras layer on the shapes that the model takes.
    #[track_caller]
    pub fn check(&mut self, keras: &str, mut model: impl Model) {
        let (case, what) = self.take(keras, model.inputs());
        hold(&mut model, &case, &what);
    }

    /// Holds a model against all cases, one at least, of the Keras layer on the shapes that the model takes.
    #[track_caller]
    pub fn check_each(&mut self, keras: &str, mut model: impl Model) {
        let inputs = model.inputs();
        loop {
            let (case, what) = self.take(keras, inputs);
            hold(&mut model, &case, &what);
            if self.find(keras, inputs).is_none() {
                break;
            }
        }
    }

    /// The case of a Keras layer on some inputs, and what to call it.
    #[track_caller]
    fn take(&mut self, keras: &str, inputs: Specs) -> (Value, String) {
        let what = format!("{keras} on {:?}", dims(inputs));
        let found = self.find(keras, inputs).unwrap_or_else(|| panic!("Keras has not computed {what}"));
        (self.0.remove(found), what)
    }

    fn find(&self, keras: &str, inputs: Specs) -> Option<usize> {
        let same_shapes = |case: &Value| {
            let shapes = fixture::list(&case["inputs"]).iter().map(fixture::shape);
            shapes
                .map(|shape| shape[1..].iter().map(|&size| Dim::Known(size)).collect::<Vec<_>>())
                .eq(dims(inputs))
        };
        self.0.iter().position(|case| fixture::source(case) == keras && same_shapes(case))
    }

    #[track_caller]
    pub fn finish(self) {
        let left: Vec<&str> = self.0.iter().map(fixture::source).collect();
        assert!(left.is_empty(), "nothing was held against {left:?}");
    }
}

fn dims(inputs: Specs) -> Vec<Vec<Dim>> {
    inputs.as_slice().iter().map(|spec| spec.shape().dims().to_vec()).collect()
}

#[track_caller]
fn hold(model: &mut impl Model, case: &Value, what: &str) {
    model.set_weights(&fixture::arrays(&case["weights"])).expect("the weights have the shapes of Keras");
    let nodes = model.nodes();
    let weights: Vec<&Weight> = nodes.iter().flat_map(|node| node.weights()).collect();
    // From here on it is one function for all models, which keeps the time down that they take to compile.
    agree(what, &weights, &|inputs, pass| model.call(inputs, pass).tensor(0), case);
}

/// Fails unless the output, its mask if the case has masks, the added losses and all gradients are those of Keras.
#[track_caller]
fn agree(what: &str, weights: &[&Weight], call: &dyn Fn(&[Tensor], &ForwardPass) -> Tensor, case: &Value) {
    let tape = Tape::new();
    let is_training = case["training"].as_bool().expect("a case says whether it is of training");
    let pass = if is_training { ForwardPass::training(&tape) } else { ForwardPass::inference(&tape) };
    let inputs: Vec<Variable> = fixture::list(&case["inputs"]).iter().map(fixture::variable).collect();
    let mut tensors: Vec<Tensor> = inputs.iter().map(|input| tape.variable(input)).collect();
    if let Some(masks) = case["masks"].as_array() {
        for (tensor, mask) in tensors.iter_mut().zip(masks).filter(|(_, mask)| !mask.is_null()) {
            *tensor = tensor.clone().with_mask(&tape.array(&fixture::array(mask)));
        }
    }

    let output = call(&tensors, &pass);
    if let Some(mask) = case.get("mask") {
        let keras = (!mask.is_null()).then(|| fixture::array(mask));
        assert_eq!(output.mask().map(|mask| mask.to_array()), keras, "{what}: mask");
    }
    let penalties = weights.iter().filter_map(|weight| {
        weight.regularizer().map(|regularizer| regularizer.penalty(&tape.variable(weight.variable())))
    });
    let losses = pass
        .losses()
        .into_iter()
        .chain(penalties)
        .fold(tape.array(&ndarray::arr0(0.0)), |sum, loss| sum + loss);
    let cotangent = tape.array(&fixture::array(&case["cotangent"]));
    tape.backward(&(K::sum(&(&output * cotangent)) + &losses)).expect("a layer computes");

    let keras = |key: &str| fixture::data(&case[key]);
    assert_eq!(output.shape().to_vec(), fixture::shape(&case["output"]), "{what}: shape");
    output.read(|found| fixture::assert_close(what, found, &keras("output"), TOLERANCE));
    let added = case.get("losses").map_or(0.0, fixture::number);
    fixture::assert_close(&format!("{what}, added losses"), &[losses.item()], &[added], TOLERANCE);
    let (trained, others): (Vec<_>, Vec<_>) =
        weights.iter().map(|weight| weight.variable()).partition(|variable| variable.trainable());
    for (kind, variables) in [("input", inputs.iter().collect()), ("weight", trained)] {
        let gradients = fixture::arrays(&case[format!("{kind}_gradients")]);
        let gradients: Vec<Vec<f32>> =
            gradients.into_iter().map(|keras| keras.into_iter().collect()).collect();
        // Some gradients are zero but for rounding, which has the size of that of the others.
        let mean = gradients.iter().map(|keras| fixture::mean(keras)).fold(0.0, f32::max);
        for (i, (variable, keras)) in variables.into_iter().zip(gradients).enumerate() {
            let found = tape.gradient(variable, |gradient| gradient.to_vec());
            let found = found.unwrap_or_else(|| vec![0.0; keras.len()]);
            let what = format!("{what}, gradient of {kind} {i}");
            fixture::assert_within(&what, &found, &keras, TOLERANCE * mean.min(1.0), TOLERANCE);
        }
    }
    for (variable, keras) in others.into_iter().zip(fixture::arrays(&case["updated"])) {
        let keras = keras.as_slice().expect("the layout is standard");
        let what = format!("{what}, `{}` afterwards", variable.name());
        tape.variable(variable).read(|found| fixture::assert_close(&what, found, keras, TOLERANCE));
    }
}
