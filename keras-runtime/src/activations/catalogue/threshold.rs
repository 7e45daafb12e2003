use crate::activations::function::Function;
use crate::backend as K;
use crate::shape::Head;

/// Threshold: `x` where it is above `threshold`, else `default_value`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(threshold(1.0, -7.0), input = 2)];
/// assert_eq!(model.predict(&array![[0.5, 1.5]])?, array![[-7.0, 1.5]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const fn threshold(threshold: f32, default_value: f32) -> Function {
    Function::with("threshold", [threshold, default_value, 0.0], |x, [threshold, default_value, _]| {
        K::map(
            x,
            move |x| if x <= threshold { default_value } else { x },
            move |x, _| if x <= threshold { 0.0 } else { 1.0 },
        )
    })
    .with_head(Head::Unknown)
}
