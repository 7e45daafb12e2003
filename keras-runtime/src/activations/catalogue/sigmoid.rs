use crate::activations::function::Function;
use crate::backend as K;
use crate::kernels::pointwise::Pointwise;
use crate::shape::Head;

/// Logistic sigmoid: `1 / (1 + exp(-x))`, probabilities that are independent of each other.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(sigmoid, input = 3)];
/// assert_eq!(model.predict(&array![[-200.0, 0.0, 200.0]])?, array![[0.0, 0.5, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
#[doc(alias("logistic", "expit"))]
pub const sigmoid: Function =
    Function::new("sigmoid", K::sigmoid).with_head(Head::Sigmoid).epilogue(Pointwise::Sigmoid);
