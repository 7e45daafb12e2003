//! Mean and sum of values.

use super::Metric;
use super::mean::Mean as Gathered;
use super::rows::with_weights;
use crate::Result;
use crate::autodiff::Tensor;
use crate::config::{Config, ToObject, Value};

/// Mean of values, each sample weighted: of a loss in a loop of your own, or of the output of a model.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{Mean, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), Mean::default());
/// metric.add(&tape.array(&[1.0, 3.0]), None);
/// metric.add(&tape.array(&[5.0, 7.0]), Some(&tape.array(&[1.0, 0.0])));
/// assert_eq!(metric.result(), 3.0);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `values` | any |
/// | result | one number |
///
/// In a list of metrics it is the mean of the output, whatever the labels.
///
/// As [`keras.metrics.Mean`](https://keras.io/api/metrics/reduction_metrics/#mean-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(metric)]
pub struct Mean {
    #[config(state)]
    #[default(Gathered::EMPTY)]
    mean: Gathered,
}

/// Sum of values, each sample weighted.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{Metric, Sum};
///
/// let (tape, mut metric) = (Tape::inference(), Sum::default());
/// metric.add(&tape.array(&[1.0, 3.0]), None);
/// metric.add(&tape.array(&[5.0, 7.0]), Some(&tape.array(&[1.0, 0.0])));
/// assert_eq!(metric.result(), 9.0);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `values` | any |
/// | result | one number |
///
/// In a list of metrics it is the sum of the output, whatever the labels.
///
/// As [`keras.metrics.Sum`](https://keras.io/api/metrics/reduction_metrics/#sum-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(metric)]
pub struct Sum {
    #[config(state)]
    #[default(0.0)]
    total: f64,
}

/// Calls `f` with each value, its weight, and the part of a sample that it is.
fn each_value(
    metric: &str,
    values: &Tensor,
    sample_weight: Option<&Tensor>,
    mut f: impl FnMut(f64, f64, f64),
) {
    let (count, samples) = (values.shape().elements(), values.shape().first().copied().unwrap_or(1));
    let place = format_args!("metric `{metric}`");
    // A weight is one a sample, one a row along the last axis, or one a value.
    let given = sample_weight.map_or(count, |weights| weights.shape().elements());
    let rows = if given > 0 && count.is_multiple_of(given) { given } else { count };
    let of_row = (count / rows.max(1)).max(1);
    with_weights(place, values, rows, samples, sample_weight, |weight_of, share| {
        values.read(|values| {
            for (i, &value) in values.iter().enumerate() {
                f(value.into(), weight_of(i / of_row), share / of_row as f64);
            }
        });
    });
}

impl Mean {
    /// Adds values, and a weight for each sample of them.
    pub fn add(&mut self, values: &Tensor, sample_weight: Option<&Tensor>) {
        each_value("Mean", values, sample_weight, |value, weight, share| {
            self.mean.add(value, weight * share)
        });
    }
}

impl Sum {
    /// Adds values, and a weight for each sample of them.
    pub fn add(&mut self, values: &Tensor, sample_weight: Option<&Tensor>) {
        each_value("Sum", values, sample_weight, |value, weight, _| self.total += value * weight);
    }
}

impl Metric for Mean {
    fn update(&mut self, _: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        self.add(y_pred, sample_weight);
    }

    fn result(&self) -> f64 {
        self.mean.value()
    }

    fn reset(&mut self) {
        self.mean = Gathered::EMPTY;
    }

    fn state(&self) -> Option<Vec<f64>> {
        Some(self.mean.state())
    }

    fn restore(&mut self, state: &[f64]) -> bool {
        self.mean.restore(state)
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }
}

impl Metric for Sum {
    fn update(&mut self, _: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        self.add(y_pred, sample_weight);
    }

    fn result(&self) -> f64 {
        self.total
    }

    fn reset(&mut self) {
        self.total = 0.0;
    }

    fn state(&self) -> Option<Vec<f64>> {
        Some(vec![self.total])
    }

    fn restore(&mut self, state: &[f64]) -> bool {
        let [total] = *state else { return false };
        self.total = total;
        true
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }
}
