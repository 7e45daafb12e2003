//! Curves of decisions, as numbers: ROC and precision-recall.

#[cfg(feature = "plot")]
use std::path::Path;

use super::ratio;
#[cfg(feature = "plot")]
use crate::pictures::{Chart, DPI, Line, Role, charts, write_svg_or_png};
use crate::{Error, Result};

/// Receiver operating characteristic (ROC): what is found against what is falsely found, at every threshold.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RocCurve {
    /// Of what is labelled 0, the part that is said to be 1 at each threshold; from 0 to 1.
    pub false_positive_rate: Vec<f64>,
    /// Of what is labelled 1, the part that is said to be 1 at each threshold; from 0 to 1.
    pub true_positive_rate: Vec<f64>,
    /// From infinity, where nothing is said to be 1, down through every output: from which on an output means 1.
    pub thresholds: Vec<f64>,
}

impl RocCurve {
    /// Area under the curve (AUC), without the rounding to evenly spread thresholds of [`AUC`](super::AUC).
    pub fn auc(&self) -> f64 {
        let points: Vec<_> = self.false_positive_rate.iter().zip(&self.true_positive_rate).collect();
        let area = |pair: &[(&f64, &f64)]| (pair[1].0 - pair[0].0) * (pair[0].1 + pair[1].1) / 2.0;
        points.windows(2).map(area).sum()
    }

    /// The curve in a file that ends in `.svg` or `.png`, with its area and the line of what is guessed.
    ///
    /// # Errors
    ///
    /// If the path has another ending, or cannot be written; for a `.png`, if the machine has no font.
    #[cfg(feature = "plot")]
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<()> {
        let points = self.false_positive_rate.iter().copied().zip(self.true_positive_rate.iter().copied());
        let guessed = Line { name: "guessed", points: vec![(0.0, 0.0), (1.0, 1.0)], role: Role::Guide };
        let name = format!("area {:.4}", self.auc());
        let curve = Line { name: &name, points: points.collect(), role: Role::Main };
        plot(path.as_ref(), "ROC", ["false positive rate", "true positive rate"], vec![curve, guessed])
    }
}

#[cfg(feature = "plot")]
fn plot(path: &Path, title: &str, [x, y]: [&str; 2], lines: Vec<Line<'_>>) -> Result<()> {
    write_svg_or_png(path, 2.0 * DPI, || {
        charts(&[Chart { title, x, y, lines, is_of_rates: true, is_counted: false }])
    })
}

/// Precision and recall at every threshold.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PrecisionRecallCurve {
    /// Of what is said to be 1, the part that is, at each threshold; at last 1, where nothing is said to be.
    pub precision: Vec<f64>,
    /// Of what is labelled 1, the part that is said to be, at each threshold; at last 0.
    pub recall: Vec<f64>,
    /// Every output, from the lowest: from which on an output means 1. One fewer than the points.
    pub thresholds: Vec<f64>,
}

impl PrecisionRecallCurve {
    /// Average precision: the precisions, each weighted by the recall that is gained there. See
    /// [`MeanAveragePrecision`](super::MeanAveragePrecision).
    pub fn average_precision(&self) -> f64 {
        let gained = self.recall.windows(2).map(|pair| pair[0] - pair[1]);
        gained.zip(&self.precision).map(|(gained, precision)| gained * precision).sum()
    }

    /// The curve in a file that ends in `.svg` or `.png`, with the average precision.
    ///
    /// # Errors
    ///
    /// If the path has another ending, or cannot be written; for a `.png`, if the machine has no font.
    #[cfg(feature = "plot")]
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<()> {
        // A precision holds for the recalls down to the next: steps, as the average has them.
        let mut points = vec![];
        for (i, (&recall, &precision)) in self.recall.iter().zip(&self.precision).enumerate() {
            points.push((recall, precision));
            if let Some(&next) = self.recall.get(i + 1) {
                points.push((next, precision));
            }
        }
        let name = format!("average precision {:.4}", self.average_precision());
        let curve = Line { name: &name, points, role: Role::Main };
        plot(path.as_ref(), "Precision and recall", ["recall", "precision"], vec![curve])
    }
}

/// Receiver operating characteristic (ROC) of outputs, such as a column of what a model predicts, beside labels of 0 and
/// 1.
///
/// ```
/// use keras::metrics::roc_curve;
///
/// let curve = roc_curve(&[0, 0, 1, 1], &[0.1, 0.4, 0.35, 0.8])?;
/// assert_eq!(curve.false_positive_rate, [0.0, 0.0, 0.5, 0.5, 1.0]);
/// assert_eq!(curve.true_positive_rate, [0.0, 0.5, 0.5, 1.0, 1.0]);
/// assert_eq!(curve.thresholds, [f64::INFINITY, 0.8, 0.4, 0.35, 0.1]);
/// assert_eq!(curve.auc(), 0.75);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Any arrays, slices and vectors are taken, of any shape, and columns such as `predictions.column(2)`. It is
/// [`sklearn.metrics.roc_curve`](https://scikit-learn.org/stable/modules/generated/sklearn.metrics.roc_curve.html) with
/// `drop_intermediate=False`.
///
/// # Errors
///
/// If there are not as many labels as outputs, a label is not 0 or 1, an output is not a number, or not both labels occur.
pub fn roc_curve<'a, T, P>(
    y_true: impl IntoIterator<Item = &'a T>,
    y_pred: impl IntoIterator<Item = &'a P>,
) -> Result<RocCurve>
where
    T: Copy + Into<f64> + 'a,
    P: Copy + Into<f64> + 'a,
{
    let points = points("roc_curve", y_true, y_pred)?;
    let last = points.last().copied().unwrap_or_default();
    if last.false_positives == 0.0 || last.true_positives == 0.0 {
        return Err(Error::expected("`roc_curve`", "labels of 0 and of 1", "only one of them"));
    }
    let mut curve = RocCurve {
        false_positive_rate: vec![0.0],
        true_positive_rate: vec![0.0],
        thresholds: vec![f64::INFINITY],
    };
    for point in points {
        curve.false_positive_rate.push(point.false_positives / last.false_positives);
        curve.true_positive_rate.push(point.true_positives / last.true_positives);
        curve.thresholds.push(point.threshold);
    }
    Ok(curve)
}

/// Precision and recall of outputs, such as a column of what a model predicts, beside labels of 0 and 1.
///
/// ```
/// use keras::metrics::precision_recall_curve;
///
/// let curve = precision_recall_curve(&[0, 0, 1, 1], &[0.1, 0.4, 0.35, 0.8])?;
/// assert_eq!(curve.precision, [0.5, 2.0 / 3.0, 0.5, 1.0, 1.0]);
/// assert_eq!(curve.recall, [1.0, 1.0, 0.5, 0.5, 0.0]);
/// assert_eq!(curve.thresholds, [0.1, 0.35, 0.4, 0.8]);
/// assert_eq!(format!("{:.4}", curve.average_precision()), "0.8333");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Arrays as [`roc_curve`] takes them. It is
/// [`sklearn.metrics.precision_recall_curve`](https://scikit-learn.org/stable/modules/generated/sklearn.metrics.precision_recall_curve.html).
///
/// # Errors
///
/// If there are not as many labels as outputs, a label is not 0 or 1, an output is not a number, or no label is 1.
pub fn precision_recall_curve<'a, T, P>(
    y_true: impl IntoIterator<Item = &'a T>,
    y_pred: impl IntoIterator<Item = &'a P>,
) -> Result<PrecisionRecallCurve>
where
    T: Copy + Into<f64> + 'a,
    P: Copy + Into<f64> + 'a,
{
    let points = points("precision_recall_curve", y_true, y_pred)?;
    let positives = points.last().copied().unwrap_or_default().true_positives;
    if positives == 0.0 {
        return Err(Error::expected("`precision_recall_curve`", "a label of 1", "none"));
    }
    let lowest = || points.iter().rev();
    Ok(PrecisionRecallCurve {
        precision: lowest().map(Point::precision).chain([1.0]).collect(),
        recall: lowest().map(|point| point.true_positives / positives).chain([0.0]).collect(),
        thresholds: lowest().map(|point| point.threshold).collect(),
    })
}

/// What is said to be 1 from a threshold on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Point {
    pub threshold: f64,
    pub false_positives: f64,
    pub true_positives: f64,
}

impl Point {
    pub fn precision(&self) -> f64 {
        ratio(self.true_positives, self.true_positives + self.false_positives)
    }

    /// The points of outputs with their labels and weights, one for each output that differs, from the highest.
    pub fn of_each(mut outputs: Vec<(f64, bool, f64)>) -> Vec<Self> {
        outputs.sort_by(|(a, ..), (b, ..)| b.total_cmp(a));
        let mut points: Vec<Self> = vec![];
        let mut sum = Self::default();
        for (threshold, truth, weight) in outputs {
            *if truth { &mut sum.true_positives } else { &mut sum.false_positives } += weight;
            sum.threshold = threshold;
            if points.last().is_some_and(|last| last.threshold == threshold) {
                points.pop();
            }
            points.push(sum);
        }
        points
    }
}

fn points<'a, T, P>(
    place: &str,
    y_true: impl IntoIterator<Item = &'a T>,
    y_pred: impl IntoIterator<Item = &'a P>,
) -> Result<Vec<Point>>
where
    T: Copy + Into<f64> + 'a,
    P: Copy + Into<f64> + 'a,
{
    let place = || format!("`{place}`");
    let y_true: Vec<f64> = y_true.into_iter().map(|&t| t.into()).collect();
    let y_pred: Vec<f64> = y_pred.into_iter().map(|&p| p.into()).collect();
    if y_true.len() != y_pred.len() {
        let expected = format!("a label for each of {} outputs", y_pred.len());
        return Err(Error::expected(place(), expected, y_true.len()));
    }
    if let Some(t) = y_true.iter().find(|&&t| t != 0.0 && t != 1.0) {
        return Err(Error::expected(place(), "labels that are 0 or 1", t));
    }
    if y_pred.iter().any(|p| p.is_nan()) {
        return Err(Error::expected(place(), "outputs that are numbers", "NaN"));
    }
    Ok(Point::of_each(y_pred.into_iter().zip(y_true).map(|(p, t)| (p, t != 0.0, 1.0)).collect()))
}
