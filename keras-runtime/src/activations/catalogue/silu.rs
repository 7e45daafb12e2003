use crate::activations::function::Function;
use crate::autodiff::ops;
use crate::kernels::activation::Silu;

/// Sigmoid linear unit, also called swish: `x * sigmoid(x)`.
///
/// Source: Ramachandran et al., "Searching for activation functions" (2017).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(silu, input = 3)];
/// assert_eq!(model.predict(&array![[-100.0, 0.0, 100.0]])?, array![[0.0, 0.0, 100.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const silu: Function = Function::new("silu", |x| ops::activation(Silu, x));

/// Swish: another name of [`silu`].
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(swish, input = 3)];
/// assert_eq!(model.predict(&array![[-100.0, 0.0, 100.0]])?, array![[0.0, 0.0, 100.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const swish: Function = silu;
