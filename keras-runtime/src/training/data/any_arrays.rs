//! Arrays of which only a step of one's own knows what they are.

use super::{Form, Kind, Kinds, Labels, Number, Samples, Tables, Takes, TakesLabels};
use crate::Result;
use crate::shape::each_tuple;

/// Any arrays: what a [`Trainer`](crate::training::Trainer) takes as `x` and as `y`, an array or a tuple of arrays; `()`
/// for no labels.
#[derive(Debug)]
pub struct AnyArrays;

impl<F: Form<Number: Number>> Takes<F> for AnyArrays {}
impl<F: Form<Number: Number>> TakesLabels<F> for AnyArrays {}

impl Kinds for AnyArrays {
    fn kinds() -> Vec<Kind> {
        vec![Kind::Any]
    }
}

/// No labels.
#[diagnostic::do_not_recommend]
impl Labels<AnyArrays> for () {
    fn tables(&self) -> Result<Tables<'_>> {
        Ok(Tables::new())
    }
}

macro_rules! tuples {
    ($of:ident: $($($array:ident $_1:ident $_2:ident $position:tt),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($array: $of<AnyArrays>),*> $of<AnyArrays> for ($($array,)*) {
            fn tables(&self) -> Result<Tables<'_>> {
                let mut tables = Tables::new();
                $(tables.extend(self.$position.tables()?);)*
                Ok(tables)
            }
        }
    )*};
}

each_tuple! { tuples! Samples: }
each_tuple! { tuples! Labels: }
