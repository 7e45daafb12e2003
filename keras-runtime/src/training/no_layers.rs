//! Losses, metrics, optimizers, schedules and callbacks are no layers: what a model says of one that stands among its layers.

use crate::losses::AnyLoss;
use crate::metrics::Metric;
use crate::model::{A_LOSS, A_METRIC, A_SCHEDULE, AN_OPTIMIZER, ArgumentKind, LayerKind, Made};
use crate::optimizers::Optimizer;
use crate::schedules::LearningRate;
use crate::training::callbacks::Callback;

impl Made for AnyLoss {
    const PLACE: usize = A_LOSS;
}

impl Made for Box<dyn Metric> {
    const PLACE: usize = A_METRIC;
}

impl Made for Box<dyn Optimizer> {
    const PLACE: usize = AN_OPTIMIZER;
}

impl Made for LearningRate {
    const PLACE: usize = A_SCHEDULE;
}

impl<T: Callback> LayerKind<T> {
    /// It watches a training.
    pub const IS_CALLBACK: bool = true;
}

impl<T: Callback> ArgumentKind<T> {
    /// It watches a training.
    pub const IS_CALLBACK: bool = true;
}
