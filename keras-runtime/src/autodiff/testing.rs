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
    check_gradient_at(&mut variables(shapes), f);
}

fn variables(shapes: &[&[usize]]) -> Vec<Variable> {
    let mut drawn = 0;
    let mut inputs = Vec::new();
    for shape in shapes {
        let fill = |values: &mut [f32]| values.fill_with(|| distinct(&mut drawn));
        inputs.push(Variable::new(format!("input {}", inputs.len()), shape, fill).expect("a small shape"));
    }
    inputs
}

/// Gradient check at given inputs: compares the gradient of `f` with finite differences of its values.
///
/// # Panics
///
/// If a gradient is off by more than differences in `f32` can be, or if `f` fails.
pub fn check_gradient_at(inputs: &mut [Variable], f: impl Fn(&[Tensor]) -> Tensor) {
    check(inputs, &f);
}

/// One function for the hundreds of tests, so that they are compiled in time.
fn check(inputs: &mut [Variable], f: &dyn Fn(&[Tensor]) -> Tensor) {
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

/// Compares the second derivatives of `f`, by inputs as those of [`check_gradient`], with differences of its gradient; and
/// that gradient, which is [differentiable](super::Operation::differentiable_backward), with the one that is not.
///
/// # Panics
///
/// If a derivative is off by more than differences in `f32` can be, or if `f` or its gradient fails.
pub fn check_second_gradient(shapes: &[&[usize]], f: impl Fn(&[Tensor]) -> Tensor) {
    check_twice(shapes, &f);
}

fn check_twice(shapes: &[&[usize]], f: &dyn Fn(&[Tensor]) -> Tensor) {
    // Two gradients by the same input, from which the operations record themselves once and twice.
    let gradient = |x: &[Tensor]| {
        let y = f(x);
        let weights =
            y.tape().constant(&y.shape(), |w| w.iter_mut().enumerate().for_each(|(i, w)| *w = weight(i)));
        let sources: Vec<&Tensor> = x.iter().collect();
        let mut gradients = vec![None; x.len()];
        let result = weights.tape().differentiate(&(y * &weights), &sources, &mut gradients);
        result.expect("`f` is differentiable");
        let flat = gradients.into_iter().flatten().map(|gradient| super::ops::flatten(&gradient));
        super::ops::concatenate(&flat.collect::<Vec<_>>(), 0)
    };
    check_gradient(shapes, f);
    check_gradient(shapes, gradient);

    let inputs = variables(shapes);
    let tape = Tape::new();
    let x: Vec<_> = inputs.iter().map(|input| tape.variable(input)).collect();
    let found = gradient(&x).read(|gradient| gradient.to_vec());
    let y = f(&x);
    let weights = tape.constant(&y.shape(), |w| w.iter_mut().enumerate().for_each(|(i, w)| *w = weight(i)));
    tape.backward(&super::ops::sum(&(y * weights))).expect("`f` computes");
    let expected = inputs.iter().filter_map(|input| tape.gradient(input, |g| g.to_vec())).flatten();
    for (i, (found, expected)) in found.into_iter().zip(expected).enumerate() {
        let near = (found - expected).abs() <= 1e-5 * (1.0 + expected.abs());
        assert!(near, "element {i} of the gradient: {found} on tensors, {expected} in place");
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
