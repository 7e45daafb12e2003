use crate::activations::function::{Arguments, Function};
use crate::autodiff::ops;
use crate::kernels::activation::Elu;

/// Exponential linear unit: [`elu_with`] an `alpha` of 1.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(elu, input = 2)];
/// assert_eq!(model.predict(&array![[-100.0, 2.0]])?, array![[-1.0, 2.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const elu: Function = elu_with(1.0);

/// Exponential linear unit: `x` above 0, `alpha * (exp(x) - 1)` below.
///
/// Source: Clevert et al., "Fast and accurate deep network learning by exponential linear units" (2016).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(elu_with(0.5), input = 2)];
/// assert_eq!(model.predict(&array![[-100.0, 2.0]])?, array![[-0.5, 2.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const fn elu_with(alpha: f32) -> Function {
    let formula = |x: &_, [alpha, ..]: Arguments| ops::activation(Elu { scale: 1.0, alpha, width: 1.0 }, x);
    Function::with("elu", [alpha, 0.0, 0.0], formula)
        .requires(alpha.is_finite(), "needs a finite `alpha` for `elu`")
}
