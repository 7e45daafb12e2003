//! Root of the mean squared error.

use keras_macros::Config;

use super::mean::{Mean, RowScore, mean_of_rows};
use crate::config::default_of;
use crate::losses::{Direction, LabelForm};

/// Root mean squared error, `√mean((y_true − y_pred)²)` over all batches.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{RootMeanSquaredError, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), RootMeanSquaredError::default());
/// let (y_true, y_pred) = (tape.array(&[[0.0], [0.0]]), tape.array(&[[1.0], [7.0]]));
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(metric.result(), 5.0);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, any numbers |
/// | `y_pred` | `(…, n)` |
/// | result | one number |
///
/// As
/// [`keras.metrics.RootMeanSquaredError`](https://keras.io/api/metrics/regression_metrics/#rootmeansquarederror-class).
#[doc(alias("rmse", "RMSE"))]
#[derive(Config, Clone, Copy, Debug)]
#[config(metric)]
pub struct RootMeanSquaredError {
    #[config(state)]
    #[default(Mean::EMPTY)]
    mean: Mean,
}

/// See [`RootMeanSquaredError`].
pub const root_mean_squared_error: RootMeanSquaredError = default_of(RootMeanSquaredError::args().build());

mean_of_rows!(RootMeanSquaredError);

impl RowScore for RootMeanSquaredError {
    const NAME: &'static str = "RootMeanSquaredError";
    const LABELS: LabelForm = LabelForm::Same;
    const DIRECTION: Direction = Direction::Min;

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        let square = |(&t, &p)| (f64::from(p) - f64::from(t)).powi(2);
        t.iter().zip(p).map(square).sum::<f64>() / p.len() as f64
    }

    fn finish(&self, mean: f64) -> f64 {
        mean.sqrt()
    }
}
