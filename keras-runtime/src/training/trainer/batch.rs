//! The batch of a step of one's own.

use crate::Error;
use crate::autodiff::{Tape, Tensor};

/// The samples of a step, on its tape: what was given to `fit` as `x` and `y`.
pub struct StepBatch<'a> {
    pub(in crate::training) tape: &'a Tape,
    pub(in crate::training) inputs: &'a [Tensor],
    pub(in crate::training) labels: &'a [Tensor],
    pub(in crate::training) sample_weight: Option<Tensor>,
    pub(in crate::training) len: usize,
}

impl StepBatch<'_> {
    /// The inputs; of several arrays the first.
    pub fn x(&self) -> Tensor {
        self.inputs[0].clone()
    }

    /// The labels; of several arrays the first. If `fit` was given none, that is an error of the computation.
    pub fn y(&self) -> Tensor {
        let none = || Error::new("`train_step`", "there are no labels: `fit` was given `()` for `y`");
        self.labels.first().cloned().unwrap_or_else(|| self.tape.fail(none()))
    }

    /// All arrays of `x`.
    pub fn inputs(&self) -> &[Tensor] {
        self.inputs
    }

    /// All arrays of `y`.
    pub fn labels(&self) -> &[Tensor] {
        self.labels
    }

    /// How much each sample counts, `(batch,)`, if `fit` was told by `sample_weight`.
    pub fn sample_weight(&self) -> Option<Tensor> {
        self.sample_weight.clone()
    }

    /// The number of samples.
    #[expect(clippy::len_without_is_empty, reason = "no batch is empty")]
    pub fn len(&self) -> usize {
        self.len
    }
}
