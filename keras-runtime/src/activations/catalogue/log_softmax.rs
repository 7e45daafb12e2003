use crate::activations::function::{Along, Function};
use crate::backend as K;

/// Logarithm of the [`softmax`](crate::activations::softmax) along the last axis.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(log_softmax, input = 3)];
/// assert_eq!(model.predict(&array![[0.0, 0.0, -200.0]])?, array![[-2f32.ln(), -2f32.ln(), -200.0 - 2f32.ln()]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const log_softmax: Function = Function::new("log_softmax", K::log_softmax).along(Along::Classes);
