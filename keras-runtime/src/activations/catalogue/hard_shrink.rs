use crate::activations::function::Function;
use crate::backend as K;

/// Hard shrinkage: [`hard_shrink_with`] a threshold of 0.5.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(hard_shrink, input = 3)];
/// assert_eq!(model.predict(&array![[-2.0, 0.25, 2.0]])?, array![[-2.0, 0.0, 2.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const hard_shrink: Function = hard_shrink_with(0.5);

/// Hard shrinkage: `x` where its magnitude is above `threshold`, else 0.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(hard_shrink_with(3.0), input = 3)];
/// assert_eq!(model.predict(&array![[-4.0, 0.25, 2.0]])?, array![[-4.0, 0.0, 0.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const fn hard_shrink_with(threshold: f32) -> Function {
    Function::with("hard_shrink", [threshold, 0.0, 0.0], |x, [threshold, ..]| {
        K::map(
            x,
            move |x| if x.abs() <= threshold { 0.0 } else { x },
            move |x, _| if x.abs() <= threshold { 0.0 } else { 1.0 },
        )
    })
    .requires(threshold >= 0.0, "needs a `threshold` of 0 or more to shrink")
}
