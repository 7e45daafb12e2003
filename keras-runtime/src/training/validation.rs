//! Validation data of `fit`.

use super::data::{Batches, SampleWeight, Tables};
use super::examples::Examples;
use super::source::{Source, Typed};
use super::{Labels, Samples};
use crate::Result;

/// A [`Fit`](super::Fit) without validation data of its own.
#[derive(Clone, Copy, Debug)]
pub struct NoValidation;

/// A [`Fit`](super::Fit) with [`validation_batches`](super::Fit::validation_batches).
#[derive(Clone, Copy, Debug)]
pub struct ValidationBatches<B>(pub(super) B);

/// Validation data of a [`Fit`](super::Fit), what it measures the model on, where inputs are `S` and labels `K`: nothing,
/// or data of these types.
#[diagnostic::on_unimplemented(
    message = "these are not validation data for the model",
    label = "expected samples of `{S}` and labels of `{K}`, as `fit` takes them",
    note = "`.validation_data(&x, &y)`, with weights `.validation_data_weighted(&x, &y, &weights)`"
)]
pub trait Validation<S, K> {
    /// The data, if there are any.
    #[doc(hidden)]
    fn data(&mut self) -> Result<ValidationData<'_>>;
}

/// Validation data without their types.
pub struct ValidationData<'a>(pub(super) Kind<'a>);

impl ValidationData<'_> {
    /// Whether there are none.
    pub(super) fn is_none(&self) -> bool {
        matches!(self.0, Kind::None)
    }
}

#[allow(clippy::large_enum_variant, reason = "there is one in a `fit`")]
pub(super) enum Kind<'a> {
    None,
    Arrays(Examples<'a>),
    Batches(Box<dyn Source + 'a>),
}

#[diagnostic::do_not_recommend]
impl<S, K> Validation<S, K> for NoValidation {
    fn data(&mut self) -> Result<ValidationData<'_>> {
        Ok(ValidationData(Kind::None))
    }
}

#[diagnostic::do_not_recommend]
impl<S, K, X: Samples<S>, Y: Labels<K>> Validation<S, K> for (X, Y) {
    fn data(&mut self) -> Result<ValidationData<'_>> {
        Ok(ValidationData(Kind::Arrays(Examples {
            inputs: self.0.tables()?,
            labels: self.1.tables()?,
            weights: Tables::new(),
        })))
    }
}

#[diagnostic::do_not_recommend]
impl<S, K, X: Samples<S>, Y: Labels<K>, W: SampleWeight> Validation<S, K> for (X, Y, W) {
    fn data(&mut self) -> Result<ValidationData<'_>> {
        Ok(ValidationData(Kind::Arrays(Examples {
            inputs: self.0.tables()?,
            labels: self.1.tables()?,
            weights: self.2.tables()?,
        })))
    }
}

#[diagnostic::do_not_recommend]
impl<S: 'static, K: 'static, B: Batches<S, K>> Validation<S, K> for ValidationBatches<B> {
    fn data(&mut self) -> Result<ValidationData<'_>> {
        Ok(ValidationData(Kind::Batches(Box::new(Typed::<_, S, K>::new(&mut self.0)))))
    }
}
