use crate::activations::function::{Arguments, Function};
use crate::autodiff::ops;
use crate::kernels::activation::Elu;

/// Continuously differentiable exponential linear unit: [`celu_with`] an `alpha` of 1.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(celu, input = 2)];
/// assert_eq!(model.predict(&array![[-100.0, 2.0]])?, array![[-1.0, 2.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const celu: Function = celu_with(1.0);

/// Continuously differentiable exponential linear unit: `x` above 0, `alpha * (exp(x / alpha) - 1)` below. It has no
/// corner, whatever `alpha` is.
///
/// Source: Barron, "Continuously differentiable exponential linear units" (2017).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(celu_with(0.5), input = 2)];
/// assert_eq!(model.predict(&array![[-100.0, 2.0]])?, array![[-0.5, 2.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const fn celu_with(alpha: f32) -> Function {
    let formula = |x: &_, [alpha, ..]: Arguments| ops::activation(Elu { scale: 1.0, alpha, width: alpha }, x);
    Function::with("celu", [alpha, 0.0, 0.0], formula).requires(
        alpha.is_finite() && alpha != 0.0,
        "needs a finite `alpha` other than 0 for `celu`, which divides by it",
    )
}
