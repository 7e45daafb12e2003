//! Calls of functions of the backend, with their gradients.

use crate::fixture;
use keras::autodiff::{Tape, Tensor, Variable};
use keras::backend as K;
use serde_json::Value;

/// Compares all cases of a subject, each of which `call` makes, with Keras: outputs, and gradients of a weighted sum of
/// these.
pub fn check(subject: &str, tolerance: f32, call: impl Fn(&str, &[Tensor]) -> Vec<Tensor>) {
    for case in fixture::list(&fixture::read(subject)["cases"]) {
        let source = fixture::source(case);
        let inputs: Vec<Variable> = fixture::list(&case["inputs"]).iter().map(fixture::variable).collect();
        let tape = Tape::new();
        let tensors: Vec<Tensor> = inputs.iter().map(|input| tape.variable(input)).collect();
        let outputs = call(source, &tensors);
        let expected = fixture::list(&case["outputs"]);
        assert_eq!(outputs.len(), expected.len(), "{source}: number of outputs");
        for (output, expected) in outputs.iter().zip(expected) {
            tape.check().unwrap_or_else(|error| panic!("{source}: {error}"));
            assert_eq!(output.shape().to_vec(), fixture::shape(expected), "{source}: shape");
            output.read(|values| fixture::assert_close(source, values, &fixture::data(expected), tolerance));
        }
        check_gradients(source, &outputs, &inputs, &case["gradients"], tolerance);
    }
}

fn check_gradients(source: &str, outputs: &[Tensor], inputs: &[Variable], expected: &Value, tolerance: f32) {
    let Some(expected) = expected.as_array() else { return };
    let tape = outputs[0].tape();
    let weighted = outputs.iter().map(|output| {
        let weights = tape.constant(&output.shape(), |weights| {
            weights.iter_mut().enumerate().for_each(|(i, weight)| *weight = 0.5 + (i * 7 % 11) as f32 / 10.0);
        });
        K::sum(&(output * weights))
    });
    let loss = weighted.reduce(|a, b| a + b).expect("there is an output");
    tape.backward(&loss).unwrap_or_else(|error| panic!("{source}: {error}"));
    for (i, (input, expected)) in inputs.iter().zip(expected).enumerate() {
        let expected = fixture::data(expected);
        // Where nothing depends on an input, Keras has zeros.
        let found = tape.gradient(input, |gradient| gradient.to_vec());
        let found = found.unwrap_or_else(|| vec![0.0; expected.len()]);
        fixture::assert_close(&format!("{source}, gradient {i}"), &found, &expected, tolerance);
    }
}
