//! Ranges of labels.

use crate::kernels::search::first;

/// Form of labels: how their shape lies to that of the output, stated by [`Loss::label_form`](super::Loss::label_form) and
/// [`Metric::label_form`](crate::metrics::Metric::label_form).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LabelForm {
    /// Shaped as the output.
    Same,
    /// The index of a class for each row.
    Classes,
    /// Whichever of the two they are, or a shape of their own.
    Either,
}

/// The labels that a loss or a metric makes sense of, stated by [`Loss::labels`](super::Loss::labels) and
/// [`Metric::labels`](crate::metrics::Metric::labels).
///
/// `fit` and its kin check all labels before the first step. A loss that is called by hand is a function of any numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LabelRange {
    /// Any finite numbers.
    Any,
    /// 0 or 1.
    Binary,
    /// From 0 to 1: how probable a yes is.
    Probability,
    /// From 0 to 1 with a sum of 1 along the last axis: how probable each class is. A row of zeros is welcome, too: a
    /// sample without a label, which adds nothing to a cross-entropy.
    Distribution,
    /// 0 or more: counts.
    NonNegative,
    /// Above -1: where `log(1 + y)` is defined.
    AboveMinusOne,
    /// All of them -1 or 1, or all 0 or 1: the two sides of a margin.
    Signs,
}

/// Where the first label lies that fails a test of rows of so many labels.
type Test = fn(&[f32], usize) -> Option<usize>;

/// How far from 1 the sum of a row may be, whose numbers were rounded to two or three decimals.
const SUM_TOLERANCE: f64 = 0.02;

/// What rounding may add to a probability that was computed.
const TOLERANCE: f32 = 1e-6;

impl LabelRange {
    /// The position of the first label that is outside, where `search` looks for it with a test.
    pub(crate) fn first_outside(self, mut search: impl FnMut(Test) -> Option<usize>) -> Option<usize> {
        match self {
            Self::Any => None,
            Self::Binary => search(not_binary),
            Self::Probability => search(not_probable),
            Self::Distribution => search(not_distributed),
            Self::NonNegative => search(|labels, _| first(labels, |t| t < 0.0)),
            Self::AboveMinusOne => search(|labels, _| first(labels, |t| t <= -1.0)),
            // What fits neither pair is where the longer of the two tries ends.
            Self::Signs => {
                Some(search(not_binary)?.max(search(|labels, _| first(labels, |t| t != -1.0 && t != 1.0))?))
            }
        }
    }

    /// What is expected, in words.
    pub(crate) const fn expected(self) -> &'static str {
        match self {
            Self::Any => "labels that are finite",
            Self::Binary => "labels that are 0 or 1",
            Self::Probability => "labels from 0 to 1",
            Self::Distribution => "labels from 0 to 1 with a sum of 1 over the classes",
            Self::NonNegative => "labels of 0 or more",
            Self::AboveMinusOne => "labels above -1",
            Self::Signs => "labels that are all -1 or 1, or all 0 or 1",
        }
    }

    /// What was found instead at a place of a row.
    pub(crate) fn found(self, row: &[f32], at: usize) -> String {
        if self == Self::Distribution && not_probable(row, 1).is_none() {
            return format!("a sum of {}", row.iter().sum::<f32>());
        }
        row[at].to_string()
    }

    /// The suggested fix.
    pub(crate) const fn help(self) -> &'static str {
        match self {
            Self::Any => "find the missing or overflown values in the data, and replace or drop them",
            Self::Binary | Self::Probability => {
                "map two classes to 0 and 1; of more, `SparseCategoricalCrossentropy` takes the numbers, and \
                 `MeanSquaredError` is for numbers of any size"
            }
            Self::Distribution => {
                "classes by number are for `SparseCategoricalCrossentropy`; several classes at once for \
                 `BinaryCrossentropy`, behind `activation = sigmoid`"
            }
            Self::NonNegative => "it is a loss of counts; `MeanSquaredError` is for numbers of any size",
            Self::AboveMinusOne => "it takes `log(1 + y)`; `MeanSquaredError` is for numbers of any size",
            Self::Signs => "map the two classes to -1 and 1",
        }
    }
}

fn not_binary(labels: &[f32], _: usize) -> Option<usize> {
    first(labels, |t| t != 0.0 && t != 1.0)
}

fn not_probable(labels: &[f32], _: usize) -> Option<usize> {
    first(labels, |t| !(-TOLERANCE..=1.0 + TOLERANCE).contains(&t))
}

fn not_distributed(labels: &[f32], width: usize) -> Option<usize> {
    let is_none = |row: &[f32]| {
        let sum: f64 = row.iter().copied().map(f64::from).sum();
        (sum - 1.0).abs() > SUM_TOLERANCE && sum != 0.0
    };
    not_probable(labels, width)
        .or_else(|| labels.chunks_exact(width.max(1)).position(is_none).map(|row| row * width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_finds_the_label_that_is_outside() {
        let outside = |range: LabelRange, labels: &[f32]| range.first_outside(|test| test(labels, 2));
        let cases: [(LabelRange, &[f32], &[f32], usize); 6] = [
            (LabelRange::Binary, &[0.0, 1.0, -0.0, 1.0], &[0.0, 0.5], 1),
            (LabelRange::Probability, &[0.0, 0.3, 1.0, 1.000_000_1], &[0.0, 1.0, 1.01], 2),
            (LabelRange::Distribution, &[0.0, 1.0, 0.5, 0.5, 0.0, 0.0], &[0.0, 1.0, 1.0, 1.0], 2),
            (LabelRange::NonNegative, &[0.0, 1e20, 0.5, 3.0], &[1.0, -0.1], 1),
            (LabelRange::AboveMinusOne, &[-0.9, 1e20], &[0.0, -1.0], 1),
            (LabelRange::Signs, &[1.0, -1.0, 1.0, 1.0], &[1.0, 0.0, -1.0], 2),
        ];
        for (range, inside, labels, at) in cases {
            assert_eq!(outside(range, inside), None, "{range:?}");
            assert_eq!(outside(range, labels), Some(at), "{range:?}");
        }
        assert_eq!(outside(LabelRange::Signs, &[0.0, 1.0, 0.0]), None);
        assert_eq!(outside(LabelRange::Signs, &[-1.0, 2.0, 0.0]), Some(1));
        assert_eq!(LabelRange::Distribution.found(&[1.0, 1.0], 0), "a sum of 2");
        assert_eq!(LabelRange::Distribution.found(&[1.0, 2.0], 1), "2");
    }
}
