//! Gradient checks by finite differences, for the tests of operations, losses and layers.

use super::{Tape, Tensor, Variable};

/// The step of a difference; small enough for the fourth-order formula, large enough for `f32`.
const STEP: f32 = 0.02;

/// Gradient check: compares the gradient of `f`, by inputs of the given shapes, with finite differences of its values.
///
/// The inputs are numbers between -0.9 and 0.9, no two of them alike, and none within reach of a difference from
/// zero or from another. What `f` returns may have any shape.
///
/// # Panics
///
/// If a gradient is off by more than differences in `f32` can be, or if `f` fails.
pub fn check_gradient(shapes: &[&[usize]], f: impl Fn(&[Tensor]) -> Tensor) {
    let mut drawn = 0;
    let mut inputs = Vec::new();
    for shape in shapes {
        let fill = |values: &mut [f32]| values.fill_with(|| distinct(&mut drawn));
        inputs.push(Variable::new(format!("input {}", inputs.len()), shape, fill).expect("a small shape"));
    }
    check_gradient_at(&mut inputs, f);
}

/// Gradient check at given inputs: compares the gradient of `f` with finite differences of its values.
///
/// # Panics
///
/// If a gradient is off by more than differences in `f32` can be, or if `f` fails.
pub fn check_gradient_at(inputs: &mut [Variable], f: impl Fn(&[Tensor]) -> Tensor) {
    let tape = Tape::new();
    let run = |inputs: &[Variable]| {
        let tensors: Vec<_> = inputs.iter().map(|input| tape.variable(input)).collect();
        f(&tensors)
    };
    // A loss in which no two elements of the output count alike, in f64 so that its differences are exact.
    let loss_of = |inputs: &[Variable]| -> f64 {
        let output = run(inputs);
        let loss =
            output.read(|y| y.iter().enumerate().map(|(i, &y)| f64::from(weight(i)) * f64::from(y)).sum());
        tape.check().expect("`f` computes");
        drop(output);
        tape.reset();
        loss
    };

    let output = run(inputs);
    let weights =
        tape.constant(&output.shape(), |w| w.iter_mut().enumerate().for_each(|(i, w)| *w = weight(i)));
    tape.backward(&super::ops::sum(&(output * weights))).expect("`f` computes");
    let gradients: Vec<_> = inputs
        .iter()
        .map(|input| tape.gradient(input, |g| g.to_vec()).unwrap_or_else(|| vec![0.0; input.value().len()]))
        .collect();
    tape.reset();

    for (n, gradient) in gradients.iter().enumerate() {
        for (i, &found) in gradient.iter().enumerate() {
            let center = inputs[n].value()[i];
            let mut at = |x: f32| {
                inputs[n].value_mut()[i] = x;
                loss_of(inputs)
            };
            let [near, far] = [1.0, 2.0].map(|k| at(center + k * STEP) - at(center - k * STEP));
            at(center);
            let expected = (8.0 * near - far) / (12.0 * f64::from(STEP));
            let error = (expected - f64::from(found)).abs();
            assert!(
                error <= 1e-3 * (1.0 + expected.abs()),
                "input {n}, element {i}: the gradient is {found}, differences say {expected}"
            );
        }
    }
}

/// The weight of an output's element in the loss.
fn weight(i: usize) -> f32 {
    0.5 + (i * 7 % 11) as f32 / 10.0
}

/// Numbers in a scattered order, further from each other and from zero than the differences reach; they begin
/// anew after 16.
fn distinct(drawn: &mut usize) -> f32 {
    *drawn += 1;
    let place = (*drawn * 7 % 16) as f32;
    (place - 7.5) * 0.12
}
