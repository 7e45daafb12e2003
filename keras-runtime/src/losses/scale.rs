//! Output semantics: what the numbers of an output mean.

use super::Loss;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::shape::{Head, Spec};

/// The scale of an output: what its numbers mean to the loss that trains them, and to a metric that measures them.
///
/// A loss takes the output on the scale that [`Loss::scale`] states. A [`Metric`](crate::metrics::Metric) of
/// probabilities is given probabilities, whichever of these the output is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scale {
    /// The numbers as they are, on a scale that only the loss knows.
    #[default]
    Identity,
    /// Numbers of a regression, none of which is right or wrong: an accuracy says nothing of them.
    Number,
    /// Probabilities.
    Probability,
    /// Logits, each of its own: their sigmoid are probabilities.
    Logit,
    /// Logits of classes along the last axis: their softmax are probabilities.
    ClassLogit,
    /// Margins: what is positive is a yes. Their sigmoid keeps the order, and 0 at 0.5.
    Margin,
}

impl Scale {
    /// The scale of an output that a loss trains.
    pub(crate) fn of(loss: &dyn Loss, output: &Spec) -> Self {
        match output.head() {
            Head::Softmax | Head::Sigmoid => Self::Probability,
            Head::Logits | Head::Positive | Head::Bounded | Head::Unknown => loss.scale(),
        }
    }

    /// The probabilities of an output; of one that has none, the output.
    pub(crate) fn probabilities(self, output: &Tensor) -> Tensor {
        match self {
            Self::Identity | Self::Number | Self::Probability => output.clone(),
            Self::Logit | Self::Margin => K::sigmoid(output),
            Self::ClassLogit => K::softmax(output),
        }
    }

    /// What [`probabilities`](Self::probabilities) makes of an output.
    pub(crate) fn probable(self, output: &Spec) -> Spec {
        match self {
            Self::Identity | Self::Number | Self::Probability => *output,
            Self::Logit | Self::Margin => output.with_head(Head::Sigmoid),
            Self::ClassLogit => output.with_head(Head::Softmax),
        }
    }
}
