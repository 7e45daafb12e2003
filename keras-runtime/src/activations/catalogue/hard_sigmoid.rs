use crate::activations::function::Function;
use crate::activations::ramp::ramp;
use crate::shape::Head;

/// Hard sigmoid: 0 below -3, 1 above 3, and the line `x / 6 + 0.5` that joins them.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(hard_sigmoid, input = 3)];
/// assert_eq!(model.predict(&array![[-4.0, 0.0, 4.0]])?, array![[0.0, 0.5, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const hard_sigmoid: Function =
    Function::new("hard_sigmoid", |x| ramp(x, [-3.0, 3.0], [0.0, 1.0])).with_head(Head::Sigmoid);
