//! What stands in `metrics![…]` for a type that takes no arguments: rustc says one thing of it, where it is written.

use std::marker::PhantomData;

use crate::config::{Configured, Said};
use crate::model::{Choice, NoLayer, UnknownNames};
use crate::shape::{Fault, ShapeResult};

/// What a type is in `metrics![…]`. Its constant `OF` is 0 of one that takes arguments, and that of [`NoLayer`] of another.
#[derive(Debug)]
pub struct MetricKind<T: ?Sized>(PhantomData<T>);

impl<T: Configured> MetricKind<T> {
    /// It takes arguments.
    pub const OF: usize = 0;
}

impl<T: ?Sized> NoLayer for MetricKind<T> {}

/// Chooses for a type.
pub trait ChooseMetric<T> {
    /// The type if it takes arguments.
    type Metric;
}

impl<T> ChooseMetric<T> for Choice<0> {
    type Metric = T;
}

impl<T> ChooseMetric<T> for Choice<1> {
    type Metric = NoMetric;
}

/// What is said of a type of this kind.
pub const fn no_metric(kind: usize) -> ShapeResult<()> {
    if kind == 0 {
        return ShapeResult::Ok(());
    }
    let help = "one is a struct with `#[derive(Config)]` and `#[config(metric)]` or `#[config(loss)]`; another value stands in parentheses";
    ShapeResult::Err(Fault::new("is not a metric that takes arguments").help(help))
}

/// Stands for such a type, and for its arguments.
#[derive(Clone, Copy, Debug)]
pub struct NoMetric;

impl NoMetric {
    values_as_they_are!();

    #[doc(hidden)]
    pub const fn __fault(&self) -> Option<Fault> {
        None
    }

    /// Nothing.
    pub const fn build(self) -> ShapeResult<Self> {
        ShapeResult::Err(Fault::SAID)
    }
}

impl Configured for NoMetric {
    type Arguments = Self;
    type Names = UnknownNames;
    type State = Said;
    const ARGUMENTS: Self = Self;
}
