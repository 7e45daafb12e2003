//! How often the prediction is right.

use super::Metric;
use super::mean::{Mean, read};
use crate::autodiff::Tensor;
use crate::{Error, Result};

macro_rules! accuracies {
    ($($(#[$doc:meta])* $name:ident($($field:ident: $ty:ty = $default:expr),*) $check:expr, $score:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name {
            mean: Mean,
            $($field: $ty,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { mean: Mean::default(), $($field: $default,)* }
            }
        }

        impl Metric for $name {
            fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
                let (batch, classes) = (y_pred.dim(0), y_pred.dim(-1).max(1));
                let Self { mean, $($field),* } = self;
                let score = $score;
                read(y_true, y_pred, sample_weight, |t, p, weights| {
                    // Class numbers are one for each row of predictions; everything else is a row of its own.
                    let width = (t.len() * classes / p.len().max(1)).max(1);
                    let rows = t.chunks_exact(width).zip(p.chunks_exact(classes));
                    mean.add(rows.map(|(t, p)| score(t, p $(, *$field)*)), batch, weights);
                });
            }

            fn result(&self) -> f64 {
                self.mean.result()
            }

            fn reset(&mut self) {
                self.mean = Mean::default();
            }

            fn check(&self) -> Result<()> {
                let check: fn(&Self) -> Result<()> = $check;
                check(self)
            }
        }
    )*};
}

accuracies! {
    /// The accuracy that fits: of one probability, of class numbers, or of one-hot labels, whichever the shapes of
    /// labels and predictions say.
    ///
    /// As Keras resolves the word `accuracy`.
    Accuracy() |_| Ok(()), |t: &[f32], p: &[f32]| match (t.len(), p.len()) {
        (_, 1) => binary(t, p, 0.5),
        (1, _) => sparse_top_k(t, p, 1),
        _ => top_k(t, p, 1),
    };

    /// The share of probabilities that are on the right side of a threshold.
    BinaryAccuracy(threshold: f32 = 0.5) |metric| within_one("BinaryAccuracy", metric.threshold), binary;

    /// How often the most probable class is that of the one-hot label.
    CategoricalAccuracy() |_| Ok(()), |t: &[f32], p: &[f32]| if argmax(t) == argmax(p) { 1.0 } else { 0.0 };

    /// How often the most probable class is that of the class number.
    SparseCategoricalAccuracy() |_| Ok(()), |t: &[f32], p: &[f32]| if t[0] == argmax(p) as f32 { 1.0 } else { 0.0 };

    /// How often the class of the one-hot label is among the `k` most probable; 5 unless told.
    TopKCategoricalAccuracy(k: usize = 5) |metric| at_least_one("TopKCategoricalAccuracy", metric.k), top_k;

    /// How often the class number is among the `k` most probable; 5 unless told.
    SparseTopKCategoricalAccuracy(k: usize = 5) |metric| at_least_one("SparseTopKCategoricalAccuracy", metric.k),
        sparse_top_k;
}

/// [`Accuracy`], under the name that Keras gives it.
#[allow(non_upper_case_globals)]
pub const accuracy: Accuracy = Accuracy { mean: Mean::EMPTY };

impl BinaryAccuracy {
    /// The probability above which a prediction means yes.
    #[must_use]
    pub fn threshold(mut self, threshold: f32) -> Self {
        self.threshold = threshold;
        self
    }
}

impl TopKCategoricalAccuracy {
    /// With this `k`.
    pub fn new(k: usize) -> Self {
        Self { k, ..Self::default() }
    }
}

impl SparseTopKCategoricalAccuracy {
    /// With this `k`.
    pub fn new(k: usize) -> Self {
        Self { k, ..Self::default() }
    }
}

fn binary(t: &[f32], p: &[f32], threshold: f32) -> f32 {
    let right = t.iter().zip(p).filter(|&(&t, &p)| t == f32::from(p > threshold));
    right.count() as f32 / p.len() as f32
}

fn top_k(t: &[f32], p: &[f32], k: usize) -> f32 {
    among_top(argmax(t), p, k)
}

fn sparse_top_k(t: &[f32], p: &[f32], k: usize) -> f32 {
    if t[0] >= 0.0 && (t[0] as usize) < p.len() { among_top(t[0] as usize, p, k) } else { 0.0 }
}

/// Whether a class is among the `k` most probable; ties count for it.
fn among_top(class: usize, p: &[f32], k: usize) -> f32 {
    if k == 1 {
        return f32::from(argmax(p) == class);
    }
    f32::from(p.iter().filter(|&&other| other > p[class]).count() < k)
}

/// The first of the greatest.
pub(super) fn argmax(values: &[f32]) -> usize {
    let greatest = |best: usize, i: usize| if values[i] > values[best] { i } else { best };
    (0..values.len()).fold(0, greatest)
}

/// A threshold must be a probability.
pub(super) fn within_one(metric: &str, threshold: f32) -> Result<()> {
    if (0.0..=1.0).contains(&threshold) {
        return Ok(());
    }
    Err(Error::expected(format!("metric `{metric}`"), "a threshold from 0 to 1", threshold))
}

fn at_least_one(metric: &str, k: usize) -> Result<()> {
    if k > 0 { Ok(()) } else { Err(Error::expected(format!("metric `{metric}`"), "`k` of 1 or more", k)) }
}
