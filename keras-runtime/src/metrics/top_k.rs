//! Top-k accuracy metrics.

use keras_macros::Config;

use super::accuracy::greatest;
use super::mean::{Mean, RowScore, mean_of_rows};
use super::{check_classes, check_count, one_or_more};
use crate::Result;
use crate::config::{Map, default_of};
use crate::losses::LabelForm;

/// Top-k categorical accuracy, how often the class in the one-hot label is among the `k` with the greatest output.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{TopKCategoricalAccuracy, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), TopKCategoricalAccuracy::new(2));
/// let (y_true, y_pred) = (tape.array(&[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]), tape.array(&[[0.5, 0.1, 0.4], [0.1, 0.3, 0.6]]));
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(metric.result(), 0.5);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, one-hot |
/// | `y_pred` | `(…, n)`, probabilities or logits |
/// | result | one number |
///
/// As in Keras, equal outputs rank alike: where several straddle the border, all of them are among the first.
///
/// As
/// [`keras.metrics.TopKCategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#topkcategoricalaccuracy-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(metric)]
pub struct TopKCategoricalAccuracy {
    /// The number of classes with the greatest output that count as right, 1 or more.
    #[default(5)]
    #[config(check = one_or_more)]
    k: usize,
    #[config(state)]
    #[default(Mean::EMPTY)]
    mean: Mean,
}

/// Sparse top-k categorical accuracy, how often the class that is the label is among the `k` with the greatest output.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{SparseTopKCategoricalAccuracy, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), SparseTopKCategoricalAccuracy::new(2));
/// let (y_true, y_pred) = (tape.array(&[2.0, 0.0]), tape.array(&[[0.5, 0.1, 0.4], [0.1, 0.3, 0.6]]));
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(metric.result(), 0.5);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…)` or `(…, 1)`, indices of classes |
/// | `y_pred` | `(…, n)`, probabilities or logits |
/// | result | one number |
///
/// Equal outputs rank alike, as for [`TopKCategoricalAccuracy`]. A label that is not the index of a class is never
/// right.
///
/// An output that is the classes themselves, the best first, is measured with `from_sorted_ids = true`.
///
/// As
/// [`keras.metrics.SparseTopKCategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#sparsetopkcategoricalaccuracy-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(metric, written = unless_sorted)]
pub struct SparseTopKCategoricalAccuracy {
    /// The number of classes with the greatest output that count as right, 1 or more.
    #[default(5)]
    #[config(check = one_or_more)]
    k: usize,
    /// Whether the output is the numbers of classes, from the most to the least probable.
    #[default(false)]
    from_sorted_ids: bool,
    #[config(state)]
    #[default(Mean::EMPTY)]
    mean: Mean,
}

/// Keras writes that classes are sorted only if they are.
fn unless_sorted(metric: &SparseTopKCategoricalAccuracy, config: &mut Map) -> Result<()> {
    if !metric.from_sorted_ids {
        config.remove("from_sorted_ids");
    }
    Ok(())
}

/// See [`TopKCategoricalAccuracy`].
pub const top_k_categorical_accuracy: TopKCategoricalAccuracy =
    default_of(TopKCategoricalAccuracy::args().build());
/// See [`SparseTopKCategoricalAccuracy`].
pub const sparse_top_k_categorical_accuracy: SparseTopKCategoricalAccuracy =
    default_of(SparseTopKCategoricalAccuracy::args().build());

impl TopKCategoricalAccuracy {
    /// With `k` classes, in place of 5.
    pub const fn new(k: usize) -> Self {
        top_k_categorical_accuracy.k(k)
    }
}

impl SparseTopKCategoricalAccuracy {
    /// With `k` classes, in place of 5.
    pub const fn new(k: usize) -> Self {
        sparse_top_k_categorical_accuracy.k(k)
    }
}

mean_of_rows!(TopKCategoricalAccuracy, SparseTopKCategoricalAccuracy);

impl RowScore for TopKCategoricalAccuracy {
    const NAME: &'static str = "TopKCategoricalAccuracy";
    const LABELS: LabelForm = LabelForm::Same;
    const IS_ACCURACY: bool = true;

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        f64::from(ranks_within(p, greatest(t), self.k))
    }

    fn check(&self, width: Option<usize>) -> Result<()> {
        check_k(Self::NAME, self.k, width)
    }
}

impl RowScore for SparseTopKCategoricalAccuracy {
    const NAME: &'static str = "SparseTopKCategoricalAccuracy";
    const LABELS: LabelForm = LabelForm::Classes;
    const IS_ACCURACY: bool = true;

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        let class = t[0];
        if self.from_sorted_ids {
            return f64::from(p.iter().take(self.k).any(|&id| id == class));
        }
        let is_class = class >= 0.0 && class.fract() == 0.0;
        f64::from(is_class && ranks_within(p, class as usize, self.k))
    }

    fn check(&self, width: Option<usize>) -> Result<()> {
        check_k(Self::NAME, self.k, width)
    }
}

/// With all classes among the first, everything is right.
fn check_k(metric: &str, k: usize, width: Option<usize>) -> Result<()> {
    check_count(metric, "k", k, 1)?;
    check_classes(metric, "k", k, width)
        .map_err(|error| error.help(format!("count fewer classes as right: `{metric}::new(2)`")))
}

/// Whether fewer than `k` values are greater than that of a class: Keras's `in_top_k`, which lets equals all pass.
fn ranks_within(values: &[f32], class: usize, k: usize) -> bool {
    values
        .get(class)
        .is_some_and(|own| !own.is_nan() && values.iter().filter(|other| *other > own).count() < k)
}

/// Whether a value is one of the `k` greatest, of equals the first: Keras's `top_k`, which lets exactly `k` pass.
pub(super) fn is_selected(values: &[f32], class: usize, k: usize) -> bool {
    let own = values[class];
    let before = |(i, other): &(usize, &f32)| **other > own || (**other == own && *i < class);
    values.iter().enumerate().filter(before).count() < k
}
