use crate::activations::function::{Along, Function};
use crate::autodiff::ops;

/// Gated linear unit: the first half of the last axis times the [`sigmoid`](crate::activations::sigmoid) of the second,
/// `(…, 2n)` becomes `(…, n)`.
///
/// Source: Dauphin et al., "Language modeling with gated convolutional networks" (2016).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(glu, input = 4)];
/// assert_eq!(model.predict(&array![[2.0, 3.0, 0.0, 200.0]])?, array![[1.0, 3.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const glu: Function = Function::new("glu", ops::glu).along(Along::Halves);
