//! Correlations of labels and output.

use super::mean::Mean;
use super::rows::{label_width, with_weights};
use super::{Metric, width};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::config::{Config, ToObject, Value};
use crate::losses::{Direction, LabelForm};
use crate::shape::{List, OneOrMore, Spec};
use crate::{Error, Result};

/// Pearson correlation coefficient (PCC): how linear the output and the labels are to each other, from -1 to 1.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{Metric, PearsonCorrelation};
///
/// let (tape, mut metric) = (Tape::inference(), PearsonCorrelation::default());
/// let y_true = tape.array(&[[0.0, 1.0, 0.5], [1.0, 1.0, 0.2]]);
/// let y_pred = tape.array(&[[0.1, 0.9, 0.5], [1.0, 0.9, 0.2]]);
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(format!("{:.4}", metric.result()), "0.9967");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, any numbers |
/// | `y_pred` | `(…, n)` |
/// | result | one number, the mean over rows |
///
/// Of a single number to correlate, or of numbers that are all equal, the correlation is 0; in Keras it is not a number.
///
/// As [`keras.metrics.PearsonCorrelation`](https://keras.io/api/metrics/regression_metrics/#pearsoncorrelation-class).
#[derive(Config, Clone, Debug)]
#[config(metric)]
pub struct PearsonCorrelation {
    /// The axis or axes along which numbers are correlated.
    #[default(List::new(&[-1]))]
    axis: OneOrMore<isize>,
    #[config(state)]
    #[default(Mean::EMPTY)]
    mean: Mean,
}

/// Concordance correlation coefficient (CCC): how near the output is to the labels, from -1 to 1.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{ConcordanceCorrelation, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), ConcordanceCorrelation::default());
/// let y_true = tape.array(&[[0.0, 1.0, 0.5], [1.0, 1.0, 0.2]]);
/// let y_pred = tape.array(&[[0.1, 0.9, 0.5], [1.0, 0.9, 0.2]]);
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(format!("{:.4}", metric.result()), "0.9816");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, any numbers |
/// | `y_pred` | `(…, n)` |
/// | result | one number, the mean over rows |
///
/// As
/// [`keras.metrics.ConcordanceCorrelation`](https://keras.io/api/metrics/regression_metrics/#concordancecorrelation-class).
#[derive(Config, Clone, Debug)]
#[config(metric)]
pub struct ConcordanceCorrelation {
    /// The axis or axes along which numbers are correlated.
    #[default(List::new(&[-1]))]
    axis: OneOrMore<isize>,
    #[config(state)]
    #[default(Mean::EMPTY)]
    mean: Mean,
}

/// See [`PearsonCorrelation`].
pub const pearson_correlation: PearsonCorrelation =
    PearsonCorrelation { axis: List::new(&[-1]), mean: Mean::EMPTY };
/// See [`ConcordanceCorrelation`].
pub const concordance_correlation: ConcordanceCorrelation =
    ConcordanceCorrelation { axis: List::new(&[-1]), mean: Mean::EMPTY };

/// Means and variances of two rows, and their covariance.
struct Moments {
    means: [f64; 2],
    variances: [f64; 2],
    covariance: f64,
}

impl Moments {
    fn new(t: &[f32], p: &[f32]) -> Self {
        let count = t.len() as f64;
        let means = [t, p].map(|row| row.iter().copied().map(f64::from).sum::<f64>() / count);
        let product = |a: &[f32], a_mean: f64, b: &[f32], b_mean: f64| {
            let products = a.iter().zip(b).map(|(&a, &b)| (f64::from(a) - a_mean) * (f64::from(b) - b_mean));
            products.sum::<f64>() / count
        };
        let variances = [product(t, means[0], t, means[0]), product(p, means[1], p, means[1])];
        Self { means, variances, covariance: product(t, means[0], p, means[1]) }
    }

    fn pearson(&self) -> f64 {
        let scale = (self.variances[0] * self.variances[1]).sqrt();
        if scale > 0.0 { self.covariance / scale } else { 0.0 }
    }

    fn concordance(&self) -> f64 {
        // What Keras adds to what it divides by.
        let spread = self.variances[0] + self.variances[1] + (self.means[0] - self.means[1]).powi(2) + 1e-7;
        2.0 * self.covariance / spread
    }
}

/// The numbers of a tensor with these axes behind the others, and the shape of the others.
fn behind(place: &str, y: &Tensor, axes: &List<isize>, like: &Tensor) -> Result<(Tensor, Vec<usize>, usize)> {
    let (shape, rank) = (like.shape(), like.shape().rank());
    let mut last = vec![];
    for axis in axes.iter() {
        let found = if axis < 0 { axis + rank as isize } else { axis };
        match usize::try_from(found).ok().filter(|axis| *axis < rank && !last.contains(axis)) {
            Some(axis) => last.push(axis),
            None => {
                let expected = format!("an `axis` of {shape}, each once");
                return Err(Error::expected(format!("metric `{place}`"), expected, axis));
            }
        }
    }
    let first: Vec<usize> = (0..rank).filter(|axis| !last.contains(axis)).collect();
    let order: Vec<usize> = first.iter().chain(&last).copied().collect();
    let outer: Vec<usize> = first.iter().map(|&axis| shape[axis]).collect();
    let inner = last.iter().map(|&axis| shape[axis]).product();
    let whole: Vec<isize> = shape.iter().map(|&size| size as isize).collect();
    let y = K::stop_gradient(y);
    let y = if y.shape() == shape { y } else { K::reshape(&y, &whole) };
    let is_ordered = order.windows(2).all(|pair| pair[0] < pair[1]);
    Ok((if is_ordered { y } else { K::permute_dimensions(&y, &order) }, outer, inner))
}

macro_rules! correlations {
    ($($metric:ident: $of:ident;)*) => {$(
        impl Metric for $metric {
            fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
                let tape = y_pred.tape();
                if y_pred.shape().rank() == 0
                    || label_width(LabelForm::Same, y_true.shape(), y_pred.shape()).is_none()
                {
                    let (place, expected) =
                        (format!("metric `{}`", Self::CLASS), format!("labels of {}", y_pred.shape()));
                    tape.fail(Error::expected(place, expected, y_true.shape()));
                    return;
                }
                let rows = |y| behind(Self::CLASS, y, &self.axis, y_pred);
                let ((t, outer, inner), (p, ..)) = match (rows(y_true), rows(y_pred)) {
                    (Ok(t), Ok(p)) => (t, p),
                    (Err(error), _) | (_, Err(error)) => {
                        tape.fail(error);
                        return;
                    }
                };
                let (count, samples) = (outer.iter().product(), outer.first().copied().unwrap_or(1));
                let (place, mean) = (format_args!("metric `{}`", Self::CLASS), &mut self.mean);
                with_weights(place, y_pred, count, samples, sample_weight, |weight_of, share| {
                    t.read(|t| {
                        p.read(|p| {
                            let rows = t.chunks_exact(inner.max(1)).zip(p.chunks_exact(inner.max(1)));
                            for (row, (t, p)) in rows.enumerate() {
                                mean.add(Moments::new(t, p).$of(), weight_of(row) * share);
                            }
                        });
                    });
                });
            }

            fn result(&self) -> f64 {
                self.mean.value()
            }

            fn reset(&mut self) {
                self.mean = Mean::EMPTY;
            }

            fn state(&self) -> Option<Vec<f64>> {
                Some(self.mean.state())
            }

            fn restore(&mut self, state: &[f64]) -> bool {
                self.mean.restore(state)
            }

            fn direction(&self) -> Option<Direction> {
                Some(Direction::Max)
            }

            fn to_json(&self) -> Result<Value> {
                self.to_object()
            }

            fn label_form(&self) -> LabelForm {
                LabelForm::Same
            }

            fn check(&self, output: &Spec) -> Result<()> {
                if width(output) != Some(1) || self.axis.iter().any(|axis| axis != -1) {
                    return Ok(());
                }
                let (place, expected) = (format!("metric `{}`", Self::CLASS), "several numbers along the last axis");
                let error = Error::expected(place, expected, "a single number, which correlates with nothing");
                Err(error.help("correlate along the batch: `axis = 0`"))
            }
        }
    )*};
}

correlations! {
    PearsonCorrelation: pearson;
    ConcordanceCorrelation: concordance;
}
