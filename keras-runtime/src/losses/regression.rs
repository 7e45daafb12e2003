//! Regression losses: squared, absolute, percentage and logarithmic errors, Huber and log-cosh.

use keras_macros::Config;

use super::facts::facts;
use super::of_default::words;
use super::{AnyOutput, EPSILON, Loss, LossKind, Reduction, Same, require};
use crate::Result;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{PointLoss, row_loss};
use crate::shape::{Fault, ShapeResult, Spec};

/// Mean squared error, the mean of `(y_true − y_pred)²`.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[0.0, 1.0]]), tape.array(&[[1.0, 3.0]]));
/// assert_eq!(MeanSquaredError::default().call(&y_true, &y_pred).to_array()[0], 2.5);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, any numbers |
/// | `y_pred` | `(…, n)`, any numbers |
/// | loss | `(…)`, one for each row |
///
/// As [`keras.losses.MeanSquaredError`](https://keras.io/api/losses/regression_losses/#meansquarederror-class).
#[doc(alias = "MSELoss")]
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct MeanSquaredError {
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

/// Mean absolute error, the mean of `|y_true − y_pred|`.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[0.0, 1.0]]), tape.array(&[[1.0, 3.0]]));
/// assert_eq!(MeanAbsoluteError::default().call(&y_true, &y_pred).to_array()[0], 1.5);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, any numbers |
/// | `y_pred` | `(…, n)`, any numbers |
/// | loss | `(…)`, one for each row |
///
/// As [`keras.losses.MeanAbsoluteError`](https://keras.io/api/losses/regression_losses/#meanabsoluteerror-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct MeanAbsoluteError {
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

/// Mean absolute percentage error, the mean of `100 · |y_true − y_pred| / |y_true|`.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[1.0, 2.0]]), tape.array(&[[2.0, 3.0]]));
/// assert_eq!(MeanAbsolutePercentageError::default().call(&y_true, &y_pred).to_array()[0], 75.0);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, any numbers; those closer to 0 than 10⁻⁷ divide as 10⁻⁷ |
/// | `y_pred` | `(…, n)`, any numbers |
/// | loss | `(…)`, one for each row |
///
/// As
/// [`keras.losses.MeanAbsolutePercentageError`](https://keras.io/api/losses/regression_losses/#meanabsolutepercentageerror-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct MeanAbsolutePercentageError {
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

/// Mean squared logarithmic error, the mean of `(log(1 + y_true) − log(1 + y_pred))²`, where what is negative counts as
/// 0.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[0.0, 1.0]]), tape.array(&[[0.0, 3.0]]));
/// let loss = MeanSquaredLogarithmicError::default().call(&y_true, &y_pred).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "0.2402");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, above -1 |
/// | `y_pred` | `(…, n)`, any numbers |
/// | loss | `(…)`, one for each row |
///
/// As
/// [`keras.losses.MeanSquaredLogarithmicError`](https://keras.io/api/losses/regression_losses/#meansquaredlogarithmicerror-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct MeanSquaredLogarithmicError {
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

/// Huber loss, the mean of a function of the error that is quadratic up to `delta` and linear beyond.
///
/// For an error of `e`, `½ · e²` where `|e| ≤ delta`, else `delta · (|e| − ½ · delta)`.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[0.0, 0.0]]), tape.array(&[[0.5, 3.0]]));
/// assert_eq!(Huber::default().call(&y_true, &y_pred).to_array()[0], 1.3125);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, any numbers |
/// | `y_pred` | `(…, n)`, any numbers |
/// | loss | `(…)`, one for each row |
///
/// Source: Huber, "Robust estimation of a location parameter" (1964). As
/// [`keras.losses.Huber`](https://keras.io/api/losses/regression_losses/#huber-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss, name = "huber_loss")]
pub struct Huber {
    /// The error at which the loss becomes linear, above 0.
    #[default(1.0)]
    #[config(check = above_0)]
    delta: f32,
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

/// Log-cosh loss, the mean of `log(cosh(y_pred − y_true))`: nearly quadratic for small errors, nearly linear for large
/// ones.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[0.0, 0.0]]), tape.array(&[[0.0, 1.0]]));
/// let loss = LogCosh::default().call(&y_true, &y_pred).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "0.2169");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, any numbers |
/// | `y_pred` | `(…, n)`, any numbers |
/// | loss | `(…)`, one for each row |
///
/// As [`keras.losses.LogCosh`](https://keras.io/api/losses/regression_losses/#logcosh-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct LogCosh {
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

words!(fn MeanSquaredError: mean_squared_error, mse);
words!(fn MeanAbsoluteError: mean_absolute_error, mae);
words!(fn MeanAbsolutePercentageError: mean_absolute_percentage_error, mape);
words!(const MeanSquaredLogarithmicError: mean_squared_logarithmic_error, msle);
words!(fn Huber: huber);
words!(fn LogCosh: log_cosh);

const fn above_0(argument: &str, value: f32) -> ShapeResult<f32> {
    if value > 0.0 {
        return ShapeResult::Ok(value);
    }
    ShapeResult::Err(Fault::new("needs a positive ").name(argument))
}

impl PointLoss for MeanSquaredError {
    const NAME: &'static str = "MeanSquaredError";

    fn value(&self, t: f32, p: f32) -> f32 {
        (p - t) * (p - t)
    }

    fn slopes(&self, t: f32, p: f32) -> [f32; 2] {
        [2.0 * (t - p), 2.0 * (p - t)]
    }
}

impl PointLoss for MeanAbsoluteError {
    const NAME: &'static str = "MeanAbsoluteError";

    fn value(&self, t: f32, p: f32) -> f32 {
        (p - t).abs()
    }

    fn slopes(&self, t: f32, p: f32) -> [f32; 2] {
        [sign(t - p), sign(p - t)]
    }
}

impl PointLoss for MeanAbsolutePercentageError {
    const NAME: &'static str = "MeanAbsolutePercentageError";

    fn value(&self, t: f32, p: f32) -> f32 {
        100.0 * (t - p).abs() / t.abs().max(EPSILON)
    }

    fn slopes(&self, t: f32, p: f32) -> [f32; 2] {
        let size = t.abs().max(EPSILON);
        let growth = if t.abs() > EPSILON { (t - p) / size * sign(t) } else { 0.0 };
        [100.0 * sign(t - p) * (1.0 - growth) / size, 100.0 * sign(p - t) / size]
    }
}

impl PointLoss for MeanSquaredLogarithmicError {
    const NAME: &'static str = "MeanSquaredLogarithmicError";

    fn value(&self, t: f32, p: f32) -> f32 {
        let difference = logarithm(p) - logarithm(t);
        difference * difference
    }

    fn slopes(&self, t: f32, p: f32) -> [f32; 2] {
        let difference = 2.0 * (logarithm(p) - logarithm(t));
        let slope = |x: f32| if x > EPSILON { difference / (x + 1.0) } else { 0.0 };
        [-slope(t), slope(p)]
    }
}

impl PointLoss for Huber {
    const NAME: &'static str = "Huber";

    fn value(&self, t: f32, p: f32) -> f32 {
        let (size, delta) = ((p - t).abs(), self.delta);
        if size <= delta { 0.5 * size * size } else { delta * (size - 0.5 * delta) }
    }

    fn slopes(&self, t: f32, p: f32) -> [f32; 2] {
        let slope = if (p - t).abs() <= self.delta { p - t } else { self.delta * sign(p - t) };
        [-slope, slope]
    }
}

impl PointLoss for LogCosh {
    const NAME: &'static str = "LogCosh";

    fn value(&self, t: f32, p: f32) -> f32 {
        let size = (p - t).abs();
        size + (-2.0 * size).exp().ln_1p() - std::f32::consts::LN_2
    }

    fn slopes(&self, t: f32, p: f32) -> [f32; 2] {
        [(t - p).tanh(), (p - t).tanh()]
    }
}

macro_rules! losses {
    ($($loss:ident: $labels:ident;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl LossKind for $loss {
            type Takes = AnyOutput;
            type Labels<O> = Same<O>;
        }

        impl Loss for $loss {
            facts!(form: Same, range: $labels, scale: Number);

            fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
                row_loss(*self, y_true, y_pred)
            }
        }
    )*};
}

losses! {
    MeanSquaredError: Any;
    MeanAbsoluteError: Any;
    MeanAbsolutePercentageError: Any;
    MeanSquaredLogarithmicError: AboveMinusOne;
    LogCosh: Any;
}

#[diagnostic::do_not_recommend]
impl LossKind for Huber {
    type Takes = AnyOutput;
    type Labels<O> = Same<O>;
}

impl Loss for Huber {
    facts!(form: Same, scale: Number);

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        row_loss(*self, y_true, y_pred)
    }

    fn check(&self, _: &Spec) -> Result<()> {
        require(self.delta > 0.0, self.name(), "a positive `delta`", self.delta)
    }
}

/// NaN is not negative: it stays.
fn logarithm(x: f32) -> f32 {
    (if x < EPSILON { EPSILON } else { x } + 1.0).ln()
}

fn sign(x: f32) -> f32 {
    if x == 0.0 { 0.0 } else { x.signum() }
}
