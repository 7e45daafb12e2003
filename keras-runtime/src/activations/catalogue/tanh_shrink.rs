use crate::activations::function::Function;
use crate::autodiff::ops;
use crate::kernels::activation::TanhShrink;

/// Hyperbolic tangent shrinkage: `x - tanh(x)`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(tanh_shrink, input = 3)];
/// assert_eq!(model.predict(&array![[-100.0, 0.0, 100.0]])?, array![[-99.0, 0.0, 99.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const tanh_shrink: Function = Function::new("tanh_shrink", |x| ops::activation(TanhShrink, x));
