//! Accuracy metrics.

use super::check_threshold;
use super::mean::{RowMean, RowScore};
use super::rows::Labels;
use crate::Result;
use crate::losses::{LabelRange, Scale};

/// How often the output equals the label:
/// [`Accuracy`](https://keras.io/api/metrics/accuracy_metrics/#accuracy-class).
///
/// For outputs that are classes or other exact values. The word [`accuracy`](super::accuracy) is another metric.
pub type Accuracy = RowMean<Equal>;

/// The accuracy that fits the shapes, as Keras resolves the word `accuracy`: [`BinaryAccuracy`] of an output of one
/// number, else [`SparseCategoricalAccuracy`] of classes and [`CategoricalAccuracy`] of one-hot labels.
pub type FittingAccuracy = RowMean<Fitting>;

/// How often the output is on the same side of a threshold as the label, which is 0 or 1:
/// [`BinaryAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#binaryaccuracy-class).
pub type BinaryAccuracy = RowMean<Binary>;

/// How often the greatest output is that of the class in the one-hot label:
/// [`CategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#categoricalaccuracy-class).
pub type CategoricalAccuracy = RowMean<Categorical>;

/// How often the greatest output is that of the class that is the label:
/// [`SparseCategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#sparsecategoricalaccuracy-class).
pub type SparseCategoricalAccuracy = RowMean<Sparse>;

/// The score of [`Accuracy`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Equal;

/// The score of [`FittingAccuracy`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Fitting;

/// The score of [`BinaryAccuracy`].
#[derive(Clone, Copy, Debug)]
pub struct Binary {
    threshold: f32,
}

/// The score of [`CategoricalAccuracy`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Categorical;

/// The score of [`SparseCategoricalAccuracy`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Sparse;

impl Binary {
    pub(super) const DEFAULT: Self = Self { threshold: 0.5 };
}

impl Default for Binary {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl BinaryAccuracy {
    /// The probability that an output has to exceed to mean 1; default 0.5.
    #[must_use]
    pub const fn threshold(mut self, threshold: f32) -> Self {
        self.score.threshold = threshold;
        self
    }
}

impl RowScore for Equal {
    const NAME: &'static str = "Accuracy";
    const LABELS: Labels = Labels::Same;

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        t.iter().zip(p).filter(|(t, p)| t == p).count() as f64 / p.len() as f64
    }
}

impl RowScore for Fitting {
    const NAME: &'static str = "accuracy";
    const LABELS: Labels = Labels::Either;

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        match (t.len(), p.len()) {
            (_, 1) => Binary::DEFAULT.score(t, p),
            (1, _) => Sparse.score(t, p),
            _ => Categorical.score(t, p),
        }
    }

    fn labels(&self, width: Option<usize>) -> LabelRange {
        if width == Some(1) { Binary::DEFAULT.labels(width) } else { LabelRange::Any }
    }

    fn scale(&self, width: Option<usize>) -> Scale {
        if width == Some(1) { Binary::DEFAULT.scale(width) } else { Scale::Identity }
    }
}

impl RowScore for Binary {
    const NAME: &'static str = "BinaryAccuracy";
    const LABELS: Labels = Labels::Same;

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        let right = t.iter().zip(p).filter(|&(&t, &p)| t == f32::from(p > self.threshold));
        right.count() as f64 / p.len() as f64
    }

    fn labels(&self, _: Option<usize>) -> LabelRange {
        LabelRange::Binary
    }

    fn scale(&self, _: Option<usize>) -> Scale {
        Scale::Probability
    }

    fn check(&self, _: Option<usize>) -> Result<()> {
        check_threshold(Self::NAME, self.threshold)
    }
}

impl RowScore for Categorical {
    const NAME: &'static str = "CategoricalAccuracy";
    const LABELS: Labels = Labels::Same;

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        f64::from(greatest(t) == greatest(p))
    }
}

impl RowScore for Sparse {
    const NAME: &'static str = "SparseCategoricalAccuracy";
    const LABELS: Labels = Labels::Classes;

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        f64::from(t[0] == greatest(p) as f32)
    }
}

/// The place of the greatest, the first of equals.
pub(super) fn greatest(values: &[f32]) -> usize {
    (0..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
}
