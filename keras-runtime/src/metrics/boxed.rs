//! Clones of metrics of whatever type.

use super::Metric;

/// What is `Clone` of a [`Metric`] of whatever type.
#[diagnostic::on_unimplemented(message = "the metric `{Self}` is not `Clone`", label = "a metric is `Clone`")]
pub trait CloneMetric {
    /// A copy, with all that it has gathered.
    fn boxed(&self) -> Box<dyn Metric>;
}

impl<M: Metric + Clone + 'static> CloneMetric for M {
    fn boxed(&self) -> Box<dyn Metric> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Metric> {
    fn clone(&self) -> Self {
        // Not that of the box.
        (**self).boxed()
    }
}
