use crate::activations::function::Function;
use crate::backend as K;
use crate::shape::Head;

/// Exponential function: `exp(x)`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(exponential, input = 2)];
/// assert_eq!(model.predict(&array![[-200.0, 0.0]])?, array![[0.0, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const exponential: Function = Function::new("exponential", K::exp).with_head(Head::Positive);
