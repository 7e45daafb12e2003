//! Objective of one output of a model: its loss, which training minimizes, and its metrics.

use std::fmt::Display;

use super::data::{Kind, Table};
use super::mean::Mean;
use crate::losses::Loss;
use crate::metrics::Metrics;
use crate::shape::{Dim, Spec};
use crate::tensor::Dims;
use crate::{Error, Result};

/// The loss and the metrics of one output.
pub(super) struct OutputObjective<'a> {
    pub name: String,
    pub kind: Kind,
    pub loss: &'a dyn Loss,
    pub metrics: &'a mut Metrics,
    pub mean: Mean,
}

impl OutputObjective<'_> {
    /// Checks that the loss and each metric makes sense of the labels for an output.
    pub fn check_labels(&self, place: &dyn Display, labels: &Table<'_>, output: &Spec) -> Result<()> {
        let place = || format!("{place}, labels for `{}`", self.name);
        labels.check_range(&place, self.loss.labels(), &format_args!("`{}`", self.loss.name()))?;
        // A metric says by itself that it does not take labels of another shape.
        let is_same = match self.kind {
            Kind::Same => true,
            Kind::Classes => false,
            Kind::Any => output.shape().size() == Dim::Known(labels.width()),
        };
        self.metrics.labels().filter(|_| is_same).try_for_each(|(name, range)| {
            labels.check_range(&place, range, &format_args!("the metric `{name}`"))
        })
    }

    /// The name of a metric among the scores of the model, whose only output this may be.
    pub fn score_name(&self, metric: &str, is_single: bool) -> String {
        if is_single { metric.to_owned() } else { format!("{}_{metric}", self.name) }
    }

    /// The error for a loss that gives another number of values than there are samples.
    pub fn wrong_count(&self, shape: &Dims, samples: usize) -> Error {
        let place = format!("loss `{}`", self.loss.name());
        let error =
            Error::expected(place, format!("a value for each of {samples} samples, or one for all"), shape);
        error.help("axis 0 is the samples: take the mean of the others, `K::mean_axis(…, -1)`")
    }

    /// The error for a loss that gives no value for each time step, where each has a weight.
    pub fn no_steps(&self, losses: &Dims, weights: &Dims) -> Error {
        let place = format!("loss `{}`", self.loss.name());
        let error = Error::expected(place, format!("a value for each weight of {weights}"), losses);
        error.help("give weights of samples, `(n,)`, or leave the axis of the steps: `K::mean_axis(…, -1)`")
    }

    /// The error for a loss that no weight can change.
    pub fn no_gradient(&self) -> Error {
        let (name, loss) = (&self.name, self.loss.name());
        let message =
            format!("no gradient goes from it to the output `{name}`: training would change nothing");
        Error::new(format!("loss `{loss}`"), message).help(
            "compute it from `y_pred`, by functions that have a slope: comparisons, `K::round` and `K::sign` have none",
        )
    }
}
