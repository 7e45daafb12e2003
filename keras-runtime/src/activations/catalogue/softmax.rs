use crate::activations::function::{Along, Function};
use crate::backend as K;
use crate::shape::Head;

/// Softmax: `exp(x)` over its sum along the last axis, probabilities that sum to 1.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(softmax, input = 3)];
/// assert_eq!(model.predict(&array![[0.0, 0.0, -200.0]])?, array![[0.5, 0.5, 0.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const softmax: Function =
    Function::new("softmax", K::softmax).along(Along::Classes).with_head(Head::Softmax);
