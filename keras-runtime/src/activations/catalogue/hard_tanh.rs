use crate::activations::function::Function;
use crate::activations::ramp::ramp;
use crate::shape::Head;

/// Hard hyperbolic tangent: `x`, but at least -1 and at most 1.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(hard_tanh, input = 3)];
/// assert_eq!(model.predict(&array![[-2.0, 0.5, 2.0]])?, array![[-1.0, 0.5, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const hard_tanh: Function =
    Function::new("hard_tanh", |x| ramp(x, [-1.0, 1.0], [-1.0, 1.0])).with_head(Head::Bounded);
