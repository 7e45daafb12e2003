use crate::activations::function::Function;
use crate::autodiff::ops;
use crate::kernels::activation::{Gelu, GeluTanh};

/// Gaussian error linear unit: `x` times the probability that a standard normal number is below `x`.
///
/// Source: Hendrycks and Gimpel, "Gaussian error linear units" (2016).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(gelu, input = 3)];
/// assert_eq!(model.predict(&array![[-100.0, 0.0, 100.0]])?, array![[0.0, 0.0, 100.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const gelu: Function = gelu_with(false);

/// Gaussian error linear unit, exact like [`gelu`] or `approximate`, by a hyperbolic tangent.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(gelu_with(true), input = 3)];
/// assert_eq!(model.predict(&array![[-100.0, 0.0, 100.0]])?, array![[0.0, 0.0, 100.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const fn gelu_with(approximate: bool) -> Function {
    if approximate {
        return Function::new("gelu_tanh", |x| ops::activation(GeluTanh, x));
    }
    Function::new("gelu", |x| ops::activation(Gelu, x))
}
