use crate::activations::function::{Along, Function};
use crate::autodiff::ops;
use crate::shape::Head;

/// Sparsemax: the probabilities, summing to 1 along the last axis, that are nearest to `x`; many of them are 0.
///
/// As in the paper. Keras 3 divides another sum where more than one probability is above 0, and what it gives does not
/// sum to 1.
///
/// Source: Martins and Astudillo, "From softmax to sparsemax" (2016).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(sparsemax, input = 3)];
/// assert_eq!(model.predict(&array![[1.0, 0.5, -1.0]])?, array![[0.75, 0.25, 0.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const sparsemax: Function =
    Function::new("sparsemax", ops::sparsemax).along(Along::Classes).with_head(Head::Softmax);
