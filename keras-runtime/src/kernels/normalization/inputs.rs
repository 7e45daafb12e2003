//! What values are normalized with, and how they belong together.

use super::COST;
use crate::kernels::parallel;

/// How values belong together: `samples` matrices of `rows` × `cols`, whose columns form `groups` of neighbours. Each
/// group of each sample has its mean and its variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Columns {
    /// How many matrices there are.
    pub samples: usize,
    /// The rows of each.
    pub rows: usize,
    /// The columns of each.
    pub cols: usize,
    /// Of how many groups of columns the means are taken; they divide `cols`.
    pub groups: usize,
}

impl Columns {
    /// The elements of a sample.
    pub(super) fn sample(self) -> usize {
        self.rows * self.cols
    }

    /// The columns of a group.
    pub(super) fn size(self) -> usize {
        self.cols / self.groups
    }

    /// How many threads should share the samples.
    pub(super) fn threads(self) -> usize {
        parallel::threads_for(self.samples * self.sample() * COST).min(self.samples)
    }

    /// How many rows of few columns make one that fills some vectors.
    pub(super) fn together(cols: usize) -> usize {
        (64 / cols).max(1)
    }
}

/// What values are normalized with.
#[derive(Clone, Copy, Debug)]
pub struct NormalizationInputs<'a> {
    /// How they belong together.
    pub shape: Columns,
    /// The mean of each group of each sample.
    pub mean: &'a [f32],
    /// Their variances.
    pub variance: &'a [f32],
    /// Added to the variance.
    pub epsilon: f32,
    /// A factor for each column.
    pub gamma: &'a [f32],
    /// What is added to each column at last.
    pub beta: &'a [f32],
}

impl NormalizationInputs<'_> {
    /// The mean and the factor of a group of a sample.
    pub(super) fn group(&self, sample: usize, group: usize) -> (f32, f32) {
        let at = sample * self.shape.groups + group;
        (self.mean[at], (self.variance[at] + self.epsilon).sqrt().recip())
    }

    /// How the gradient by `x` depends on `x - mean` in a group, and what is added to it: what follows from mean and
    /// variance. `sums` are those of [the sweep](super::sweep::Sums), over so many rows.
    pub(super) fn descent(&self, group: usize, factor: f32, sums: &[f32], rows: f32) -> [f32; 2] {
        let (size, cols) = (self.shape.size(), self.shape.cols);
        let count = rows * size as f32;
        let total =
            |sums: &[f32]| (group * size..(group + 1) * size).map(|j| self.gamma[j] * sums[j]).sum::<f32>();
        [-factor.powi(3) * total(&sums[cols..]) / count, -factor * total(&sums[..cols]) / count]
    }

    pub(super) fn check(&self, elements: usize) {
        let Columns { samples, cols, groups, .. } = self.shape;
        assert!(elements == samples * self.shape.sample());
        assert!(self.mean.len() == samples * groups && self.variance.len() == samples * groups);
        assert!(self.gamma.len() == cols && self.beta.len() == cols);
    }
}
