use crate::activations::function::{Arguments, Function};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::kernels::pointwise::Pointwise;
use crate::shape::Head;

/// Rectified linear unit: `max(x, 0)`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(relu, input = 2)];
/// assert_eq!(model.predict(&array![[-2.0, 3.0]])?, array![[0.0, 3.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const relu: Function =
    Function::positive("relu", [0.0, f32::INFINITY, 0.0], |x, _| K::relu(x)).epilogue(Pointwise::Relu);

/// Rectified linear unit that is not flat below `threshold`, `negative_slope * (x - threshold)`, and at most `max_value`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(relu_with(0.5, Some(2.0), 0.0), input = 3)];
/// assert_eq!(model.predict(&array![[-2.0, 1.0, 3.0]])?, array![[-1.0, 1.0, 2.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const fn relu_with(negative_slope: f32, max_value: Option<f32>, threshold: f32) -> Function {
    let max_value = match max_value {
        Some(max_value) => max_value,
        None => f32::INFINITY,
    };
    if negative_slope == 0.0 && max_value == f32::INFINITY && threshold == 0.0 {
        return relu;
    }
    // One that is told to stay between 0 and 1 may be a probability.
    let head = match negative_slope {
        _ if max_value <= 1.0 => Head::Unknown,
        0.0 => Head::Positive,
        _ => Head::Logits,
    };
    Function::with("relu", [negative_slope, max_value, threshold], formula).with_head(head).requires(
        negative_slope.is_finite() && threshold.is_finite() && max_value >= 0.0,
        "needs a finite slope and threshold and a `max_value` of 0 or more for `relu`",
    )
}

/// Rectified linear unit that is at most 6.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(relu6, input = 3)];
/// assert_eq!(model.predict(&array![[-2.0, 3.0, 7.0]])?, array![[0.0, 3.0, 6.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const relu6: Function = relu_with(0.0, Some(6.0), 0.0);

/// Leaky rectified linear unit: [`leaky_relu_with`] a slope of 0.2 below 0.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(leaky_relu, input = 2)];
/// assert_eq!(model.predict(&array![[-1.0, 3.0]])?, array![[-0.2, 3.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
#[doc(alias("lrelu", "leakyrelu"))]
pub const leaky_relu: Function = leaky_relu_with(0.2);

/// Leaky rectified linear unit: `x` above 0, `negative_slope * x` below.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(leaky_relu_with(0.5), input = 2)];
/// assert_eq!(model.predict(&array![[-2.0, 3.0]])?, array![[-1.0, 3.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const fn leaky_relu_with(negative_slope: f32) -> Function {
    relu_with(negative_slope, None, 0.0)
}

fn formula(x: &Tensor, [negative_slope, max_value, threshold]: Arguments) -> Tensor {
    let capped = max_value < f32::INFINITY;
    let value = move |x: f32| {
        if x <= threshold {
            negative_slope * (x - threshold)
        } else if capped && x < 0.0 {
            0.0
        } else if x > max_value {
            max_value
        } else {
            x
        }
    };
    let slope = move |x: f32, _| {
        if x <= threshold {
            negative_slope
        } else if (capped && x < 0.0) || x > max_value {
            0.0
        } else {
            1.0
        }
    };
    K::piecewise_linear(x, value, slope)
}
