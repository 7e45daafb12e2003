use crate::activations::function::Function;
use crate::autodiff::ops;
use crate::kernels::activation::Elu;

/// Scaled exponential linear unit: [`elu`](crate::activations::elu), scaled so that deep networks keep mean 0 and
/// variance 1; goes with [`lecun_normal`](crate::initializers::lecun_normal).
///
/// Source: Klambauer et al., "Self-normalizing neural networks" (2017).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(selu, input = 2)];
/// assert_eq!(model.predict(&array![[-100.0, 1.0]])?, array![[-1.7580993, 1.050701]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const selu: Function = Function::new("selu", |x| ops::activation(Elu::SCALED, x));
