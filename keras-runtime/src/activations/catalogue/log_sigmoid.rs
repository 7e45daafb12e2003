use crate::activations::function::Function;
use crate::autodiff::ops;
use crate::kernels::activation::LogSigmoid;

/// Logarithm of the [`sigmoid`](crate::activations::sigmoid): `log(1 / (1 + exp(-x)))`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(log_sigmoid, input = 3)];
/// assert_eq!(model.predict(&array![[-100.0, 0.0, 200.0]])?, array![[-100.0, -2f32.ln(), 0.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const log_sigmoid: Function = Function::new("log_sigmoid", |x| ops::activation(LogSigmoid, x));
