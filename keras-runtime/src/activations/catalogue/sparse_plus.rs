use crate::activations::function::Function;
use crate::backend as K;

/// Sparse plus: 0 below -1, `x` above 1, and the parabola `(x + 1)² / 4` that joins them.
///
/// Source: Blondel et al., "Learning with Fenchel-Young losses" (2019).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(sparse_plus, input = 3)];
/// assert_eq!(model.predict(&array![[-2.0, 0.0, 2.0]])?, array![[0.0, 0.25, 2.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const sparse_plus: Function = Function::new("sparse_plus", |x| {
    let value = |x: f32| {
        if x <= -1.0 {
            0.0
        } else if x >= 1.0 {
            x
        } else {
            (x + 1.0) * (x + 1.0) / 4.0
        }
    };
    K::map(x, value, |x, _| ((x + 1.0) / 2.0).clamp(0.0, 1.0))
});
