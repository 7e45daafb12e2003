use crate::activations::function::Function;
use crate::autodiff::Tensor;
use crate::kernels::pointwise::Pointwise;

/// Identity, no activation: `x` itself.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(linear, input = 2)];
/// assert_eq!(model.predict(&array![[-2.0, 3.0]])?, array![[-2.0, 3.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const linear: Function = Function::new("linear", Tensor::clone).epilogue(Pointwise::Linear);
