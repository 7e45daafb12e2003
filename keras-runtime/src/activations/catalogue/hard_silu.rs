use crate::activations::function::Function;
use crate::backend as K;

/// Hard sigmoid linear unit, also called hard swish: `x * hard_sigmoid(x)`.
///
/// Source: Howard et al., "Searching for MobileNetV3" (2019).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(hard_silu, input = 3)];
/// assert_eq!(model.predict(&array![[-4.0, 0.0, 4.0]])?, array![[0.0, 0.0, 4.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const hard_silu: Function = Function::new("hard_silu", |x| {
    let value = |x: f32| x * ((x + 3.0) / 6.0).clamp(0.0, 1.0);
    let slope = |x: f32, _| {
        if x <= -3.0 {
            0.0
        } else if x >= 3.0 {
            1.0
        } else {
            x / 3.0 + 0.5
        }
    };
    K::map(x, value, slope)
});

/// Hard swish: another name of [`hard_silu`].
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(hard_swish, input = 3)];
/// assert_eq!(model.predict(&array![[-4.0, 0.0, 4.0]])?, array![[0.0, 0.0, 4.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const hard_swish: Function = hard_silu;
