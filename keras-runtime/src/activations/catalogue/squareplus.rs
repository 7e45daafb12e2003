use crate::activations::function::{Arguments, Function};
use crate::autodiff::Tensor;
use crate::backend as K;

/// Squareplus: [`squareplus_with`] a `b` of 4.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(squareplus, input = 2)];
/// assert_eq!(model.predict(&array![[0.0, 1.5]])?, array![[1.0, 2.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const squareplus: Function = squareplus_with(4.0);

/// Squareplus: `(x + sqrt(x² + b)) / 2`, a [`relu`](crate::activations::relu) with a corner rounded by `b`.
///
/// Source: Barron, "Squareplus: a softplus-like algebraic rectifier" (2021).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(squareplus_with(0.0), input = 2)];
/// assert_eq!(model.predict(&array![[-2.0, 1.5]])?, array![[0.0, 1.5]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const fn squareplus_with(b: f32) -> Function {
    Function::with("squareplus", [b, 0.0, 0.0], formula)
        .requires(b.is_finite() && b >= 0.0, "needs a `b` of 0 or more for `squareplus`")
}

fn formula(x: &Tensor, [b, ..]: Arguments) -> Tensor {
    // In `f64`, where no square overflows; and left of 0 as `b / (√(x² + b) - x) / 2`, where nothing cancels out.
    let root = move |x: f64| (x * x + f64::from(b)).sqrt();
    let value = move |x: f32| {
        let wide = f64::from(x);
        let size = root(wide) + wide.abs();
        let twice = if x > 0.0 || size == 0.0 { size } else { f64::from(b) / size };
        (twice / 2.0) as f32
    };
    let slope = move |x: f32, _| {
        let wide = f64::from(x);
        if wide == 0.0 { 0.5 } else { (0.5 + 0.5 * wide / root(wide)) as f32 }
    };
    K::map(x, value, slope)
}
