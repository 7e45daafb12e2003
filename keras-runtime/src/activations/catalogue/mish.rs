use crate::activations::function::Function;
use crate::autodiff::ops;
use crate::kernels::activation::Mish;

/// Mish: `x * tanh(softplus(x))`.
///
/// Source: Misra, "Mish: a self regularized non-monotonic activation function" (2019).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(mish, input = 3)];
/// assert_eq!(model.predict(&array![[-200.0, 0.0, 100.0]])?, array![[0.0, 0.0, 100.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const mish: Function = Function::new("mish", |x| ops::activation(Mish, x));
