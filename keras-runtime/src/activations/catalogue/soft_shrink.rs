use crate::activations::function::{Arguments, Function};
use crate::autodiff::Tensor;
use crate::backend as K;

/// Soft shrinkage: [`soft_shrink_with`] a threshold of 0.5.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(soft_shrink, input = 3)];
/// assert_eq!(model.predict(&array![[-2.0, 0.25, 2.0]])?, array![[-1.5, 0.0, 1.5]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const soft_shrink: Function = soft_shrink_with(0.5);

/// Soft shrinkage: `x` moved towards 0 by `threshold`, and 0 where it would pass it.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(soft_shrink_with(1.0), input = 3)];
/// assert_eq!(model.predict(&array![[-2.0, 0.25, 2.0]])?, array![[-1.0, 0.0, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const fn soft_shrink_with(threshold: f32) -> Function {
    Function::with("soft_shrink", [threshold, 0.0, 0.0], formula)
        .requires(threshold >= 0.0, "needs a `threshold` of 0 or more to shrink")
}

fn formula(x: &Tensor, [threshold, ..]: Arguments) -> Tensor {
    let value = move |x: f32| {
        if x > threshold {
            x - threshold
        } else if x < -threshold {
            x + threshold
        } else {
            0.0 * x
        }
    };
    K::map(x, value, move |x, _| if x > threshold || x < -threshold { 1.0 } else { 0.0 })
}
