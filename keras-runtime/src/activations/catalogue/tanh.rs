use crate::activations::function::Function;
use crate::backend as K;
use crate::kernels::pointwise::Pointwise;
use crate::shape::Head;

/// Hyperbolic tangent.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(tanh, input = 3)];
/// assert_eq!(model.predict(&array![[-100.0, 0.0, 100.0]])?, array![[-1.0, 0.0, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const tanh: Function = Function::new("tanh", K::tanh).with_head(Head::Bounded).epilogue(Pointwise::Tanh);
