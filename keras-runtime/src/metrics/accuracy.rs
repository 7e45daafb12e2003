//! How often the output is right.

use super::mean::{RowMean, RowScore};
use super::rows::Labels;
use super::{check_count, check_threshold};
use crate::Result;

/// The accuracy that fits the shapes, as Keras resolves the word `accuracy`: [`BinaryAccuracy`] of an output of one
/// number, else [`SparseCategoricalAccuracy`] of classes and [`CategoricalAccuracy`] of one-hot labels.
pub type Accuracy = RowMean<Fitting>;

/// How often the output is on the same side of a threshold as the label, which is 0 or 1:
/// [`BinaryAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#binaryaccuracy-class).
pub type BinaryAccuracy = RowMean<Binary>;

/// How often the greatest output is that of the class in the one-hot label:
/// [`CategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#categoricalaccuracy-class).
pub type CategoricalAccuracy = RowMean<Categorical>;

/// How often the greatest output is that of the class that is the label:
/// [`SparseCategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#sparsecategoricalaccuracy-class).
pub type SparseCategoricalAccuracy = RowMean<Sparse>;

/// How often the class in the one-hot label is among the `k` with the greatest output:
/// [`TopKCategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#topkcategoricalaccuracy-class).
pub type TopKCategoricalAccuracy = RowMean<TopK>;

/// How often the class that is the label is among the `k` with the greatest output:
/// [`SparseTopKCategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#sparsetopkcategoricalaccuracy-class).
pub type SparseTopKCategoricalAccuracy = RowMean<SparseTopK>;

/// The score of [`Accuracy`].
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

/// The score of [`TopKCategoricalAccuracy`].
#[derive(Clone, Copy, Debug)]
pub struct TopK {
    k: usize,
}

/// The score of [`SparseTopKCategoricalAccuracy`].
#[derive(Clone, Copy, Debug)]
pub struct SparseTopK {
    k: usize,
}

impl Binary {
    pub(super) const DEFAULT: Self = Self { threshold: 0.5 };
}

impl TopK {
    pub(super) const DEFAULT: Self = Self { k: 5 };
}

impl SparseTopK {
    pub(super) const DEFAULT: Self = Self { k: 5 };
}

impl Default for Binary {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Default for TopK {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Default for SparseTopK {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl BinaryAccuracy {
    /// What an output has to exceed to mean 1; default 0.5.
    #[must_use]
    pub const fn threshold(mut self, threshold: f32) -> Self {
        self.score.threshold = threshold;
        self
    }
}

impl TopKCategoricalAccuracy {
    /// With `k` classes, in place of 5.
    pub const fn new(k: usize) -> Self {
        Self::of(TopK { k })
    }
}

impl SparseTopKCategoricalAccuracy {
    /// With `k` classes, in place of 5.
    pub const fn new(k: usize) -> Self {
        Self::of(SparseTopK { k })
    }
}

impl RowScore for Fitting {
    const NAME: &'static str = "Accuracy";
    const LABELS: Labels = Labels::Either;

    fn score(&self, t: &[f32], p: &[f32]) -> f32 {
        match (t.len(), p.len()) {
            (_, 1) => Binary::DEFAULT.score(t, p),
            (1, _) => Sparse.score(t, p),
            _ => Categorical.score(t, p),
        }
    }
}

impl RowScore for Binary {
    const NAME: &'static str = "BinaryAccuracy";
    const LABELS: Labels = Labels::Same;

    fn score(&self, t: &[f32], p: &[f32]) -> f32 {
        let right = t.iter().zip(p).filter(|&(&t, &p)| t == f32::from(p > self.threshold));
        right.count() as f32 / p.len() as f32
    }

    fn check(&self) -> Result<()> {
        check_threshold(Self::NAME, self.threshold)
    }
}

impl RowScore for Categorical {
    const NAME: &'static str = "CategoricalAccuracy";
    const LABELS: Labels = Labels::Same;

    fn score(&self, t: &[f32], p: &[f32]) -> f32 {
        f32::from(greatest(t) == greatest(p))
    }
}

impl RowScore for Sparse {
    const NAME: &'static str = "SparseCategoricalAccuracy";
    const LABELS: Labels = Labels::Classes;

    fn score(&self, t: &[f32], p: &[f32]) -> f32 {
        f32::from(t[0] == greatest(p) as f32)
    }
}

impl RowScore for TopK {
    const NAME: &'static str = "TopKCategoricalAccuracy";
    const LABELS: Labels = Labels::Same;

    fn score(&self, t: &[f32], p: &[f32]) -> f32 {
        f32::from(is_among(p, greatest(t), self.k))
    }

    fn check(&self) -> Result<()> {
        check_count(Self::NAME, "k", self.k, 1)
    }
}

impl RowScore for SparseTopK {
    const NAME: &'static str = "SparseTopKCategoricalAccuracy";
    const LABELS: Labels = Labels::Classes;

    fn score(&self, t: &[f32], p: &[f32]) -> f32 {
        f32::from(is_among(p, t[0] as usize, self.k))
    }

    fn check(&self) -> Result<()> {
        check_count(Self::NAME, "k", self.k, 1)
    }
}

/// The place of the greatest, the first of equals.
fn greatest(values: &[f32]) -> usize {
    (0..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
}

/// Whether a class is among the `k` greatest, as equals all are.
pub(super) fn is_among(values: &[f32], class: usize, k: usize) -> bool {
    values.get(class).is_some_and(|own| values.iter().filter(|other| *other > own).count() < k)
}
