//! Arrays of which only the running program knows what they are.

use ndarray::ArrayD;

use super::form::Rows;
use super::{Form, Kind, Kinds, Labels, Number, Samples, Tables, Takes, TakesLabels};
use crate::Result;
use crate::shape::each_tuple;

/// Any arrays: what a [`Trainer`](crate::training::Trainer) takes as `x` and as `y`, and a model that a file decides as `y`: an
/// array, a tuple of arrays, or a slice of `ArrayD`s; `()` for no labels.
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

macro_rules! slices {
    ($($of:ident $arrays:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<E: Number> $of<AnyArrays> for $arrays {
            fn tables(&self) -> Result<Tables<'_>> {
                self.iter().map(Rows::table).collect()
            }
        }
    )*};
}

slices! {
    Samples &[ArrayD<E>];
    Samples &Vec<ArrayD<E>>;
    Labels &[ArrayD<E>];
    Labels &Vec<ArrayD<E>>;
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
