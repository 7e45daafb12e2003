use crate::activations::function::Function;
use crate::activations::ramp::ramp;
use crate::shape::Head;

/// Sparse sigmoid: 0 below -1, 1 above 1, and the line `(x + 1) / 2` that joins them.
///
/// Source: Blondel et al., "Learning with Fenchel-Young losses" (2019).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(sparse_sigmoid, input = 3)];
/// assert_eq!(model.predict(&array![[-2.0, 0.5, 2.0]])?, array![[0.0, 0.75, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const sparse_sigmoid: Function =
    Function::new("sparse_sigmoid", |x| ramp(x, [-1.0, 1.0], [0.0, 1.0])).with_head(Head::Sigmoid);
