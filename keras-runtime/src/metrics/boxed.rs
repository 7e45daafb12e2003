//! Clones of metrics of whatever type.

use super::Metric;

/// What is `Clone` of a [`Metric`] of whatever type.
pub trait BoxedMetric {
    /// A copy, with all that it has gathered.
    fn boxed(&self) -> Box<dyn Metric>;
}

impl<M: Metric + Clone + 'static> BoxedMetric for M {
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
