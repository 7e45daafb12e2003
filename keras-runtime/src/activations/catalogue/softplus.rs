use crate::activations::function::Function;
use crate::backend as K;
use crate::shape::Head;

/// Softplus: `log(1 + exp(x))`, a [`relu`](crate::activations::relu) without a corner.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(softplus, input = 3)];
/// assert_eq!(model.predict(&array![[-200.0, 0.0, 100.0]])?, array![[0.0, 2f32.ln(), 100.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const softplus: Function = Function::new("softplus", K::softplus).with_head(Head::Positive);
