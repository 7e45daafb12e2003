//! The list that `metrics![…]` makes.

use std::fmt;

use super::{MeanOf, Metric};
use crate::Result;
use crate::autodiff::Tensor;
use crate::losses::Loss;

/// Metrics, each under its name.
#[derive(Default)]
pub struct Metrics(Vec<(String, Box<dyn Metric>)>);

impl Metrics {
    /// These metrics. One whose name is taken already is counted, as `accuracy_1`.
    pub fn new(metrics: Vec<(String, Box<dyn Metric>)>) -> Self {
        let mut list = Self::default();
        for (name, metric) in metrics {
            let taken = |name: &str| list.0.iter().any(|(other, _)| other == name);
            let mut free = name.clone();
            let mut count = 0;
            while taken(&free) {
                count += 1;
                free = format!("{name}_{count}");
            }
            list.0.push((free, metric));
        }
        list
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Adds a batch to each.
    pub fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        self.0.iter_mut().for_each(|(_, metric)| metric.update(y_true, y_pred, sample_weight));
    }

    /// The values over all batches so far.
    pub fn results(&self) -> impl Iterator<Item = f64> {
        self.0.iter().map(|(_, metric)| metric.result())
    }

    /// Forgets all batches.
    pub fn reset(&mut self) {
        self.0.iter_mut().for_each(|(_, metric)| metric.reset());
    }

    /// Whether the settings of all make sense.
    ///
    /// # Errors
    ///
    /// The first that do not.
    pub fn check(&self) -> Result<()> {
        self.0.iter().try_for_each(|(_, metric)| metric.check())
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// A value that `metrics![…]` takes: a [`Metric`], a [`Loss`], or a function of `(y_true, y_pred)`.
///
/// `Kind` only tells the two families of implementations apart.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a metric",
    label = "not a metric",
    note = "a metric is one of `keras::metrics`, a loss, or a function `fn(&Tensor, &Tensor) -> Tensor`"
)]
pub trait IntoMetric<Kind> {
    /// The metric.
    fn into_metric(self) -> Box<dyn Metric>;
}

/// The family of metrics.
#[derive(Debug)]
pub struct OfMetric;

/// The family of losses and functions.
#[derive(Debug)]
pub struct OfLoss;

impl<M: Metric + 'static> IntoMetric<OfMetric> for M {
    fn into_metric(self) -> Box<dyn Metric> {
        Box::new(self)
    }
}

impl<L: Loss + 'static> IntoMetric<OfLoss> for L {
    fn into_metric(self) -> Box<dyn Metric> {
        Box::new(MeanOf::new(self))
    }
}

/// An entry of [`Metrics`].
pub fn metric<Kind, M: IntoMetric<Kind>>(name: &str, value: M) -> (String, Box<dyn Metric>) {
    (name.to_owned(), value.into_metric())
}
