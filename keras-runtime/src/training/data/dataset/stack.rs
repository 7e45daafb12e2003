//! Samples that become batches.

use ndarray::{Array, Axis, Dimension, RemoveAxis};

use crate::shape::each_tuple;
use crate::training::data::{Nested, Number};
use crate::{Error, Result};

/// A sample that can be stacked: a number, a Rust array of numbers, an array of ndarray, or a tuple of these.
#[diagnostic::on_unimplemented(
    message = "elements that are `{Self}` do not become a batch",
    label = "expected numbers, `[f32; 4]`, arrays of ndarray, or tuples of these",
    note = "what is a batch already needs no `.batch(…)`"
)]
pub trait Stack: Sized + Send {
    /// What samples in a row are: an array of one axis more.
    type Batch: Send;

    /// Takes all the samples.
    ///
    /// # Errors
    ///
    /// If they are not of one shape.
    fn stack(samples: &mut Vec<Self>) -> Result<Self::Batch>;
}

impl<E: Number> Stack for E {
    type Batch = Vec<E>;

    fn stack(samples: &mut Vec<Self>) -> Result<Vec<E>> {
        Ok(samples.clone())
    }
}

impl<E: Nested<Number: Number> + Clone + Send, const N: usize> Stack for [E; N] {
    type Batch = Vec<[E; N]>;

    fn stack(samples: &mut Vec<Self>) -> Result<Vec<[E; N]>> {
        Ok(samples.clone())
    }
}

impl<E: Number, D: Dimension<Larger: RemoveAxis>> Stack for Array<E, D> {
    type Batch = Array<E, D::Larger>;

    fn stack(samples: &mut Vec<Self>) -> Result<Array<E, D::Larger>> {
        let first = samples.first().map(|sample| sample.raw_dim()).unwrap_or_default();
        if let Some((i, other)) = samples.iter().enumerate().find(|(_, sample)| sample.raw_dim() != first) {
            let place = format!("data, sample {i} of a batch");
            return Err(Error::expected(
                place,
                format!("{:?}", first.slice()),
                format!("{:?}", other.shape()),
            )
            .help("samples of other shapes are made equal by `.map(…)` before `.batch(…)`"));
        }
        let views: Vec<_> = samples.iter().map(|sample| sample.view()).collect();
        ndarray::stack(Axis(0), &views)
            .map_err(|error| Error::new("data", error.to_string()).caused_by(error))
    }
}

macro_rules! tuples {
    ($($($part:ident $parts:ident $_1:ident $_2:tt),*;)*) => {$(
        impl<$($part: Stack),*> Stack for ($($part,)*) {
            type Batch = ($($part::Batch,)*);

            #[allow(non_snake_case, reason = "parts are named as their types")]
            fn stack(samples: &mut Vec<Self>) -> Result<Self::Batch> {
                $(let mut $parts = Vec::with_capacity(samples.len());)*
                for ($($part,)*) in samples.drain(..) {
                    $($parts.push($part);)*
                }
                Ok(($($part::stack(&mut $parts)?,)*))
            }
        }
    )*};
}

each_tuple! { tuples! }
