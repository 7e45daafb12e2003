//! Which types of data `fit`, `evaluate` and `predict` take.

use ndarray::{ArrayBase, ArrayRef, Data};
use smallvec::smallvec;

use super::form::{Array1, Array2, Array3, Array4, Array5, Array6, Axes, Form, Nested, Rows};
use super::{Integer, Number, Tables};
use crate::Result;
use crate::losses::AnyLabels;
use crate::shape::{Dynamic, Rank0, Rank1, Rank2, Rank3, Rank4, Rank5};

/// What [`fit`](crate::training::Compiled::fit), `evaluate` and `predict` take as `x`, for a model whose
/// [`Input`](crate::model::Model::Input) is `S`.
///
/// That is an array of ndarray, owned or borrowed and of any layout, with one axis more than a sample has: the
/// first, which counts the samples. Or a slice, `Vec` or array of samples that are Rust arrays, such as
/// `&[[f32; 784]]`. The elements are any [`Number`]s; for inputs that are token ids, [`Integer`]s. A model of
/// several inputs takes a tuple of as many.
#[diagnostic::on_unimplemented(
    message = "what is given here does not hold `{S}`",
    label = "should hold `{S}`",
    note = "for one shape it is an array, such as `&x`; for a tuple of shapes a tuple of as many arrays"
)]
pub trait Samples<S> {
    /// Its numbers, input by input.
    fn tables(&self) -> Result<Tables<'_>>;
}

/// The shape of an input, for which data that looks like `F` is right.
#[diagnostic::on_unimplemented(
    message = "a model whose input is `{Self}` does not take `{F}`",
    label = "the shape of a sample is `{Self}`, and the array has one axis more, which counts the samples",
    note = "for a tuple of shapes it is a tuple of as many arrays: `(&left, &right)`",
    note = "a shape of `i32` holds token ids, which come as integers of any size",
    note = "an `ArrayD` becomes an array of two axes by `x.into_dimensionality::<Ix2>()`"
)]
pub trait Takes<F> {}

macro_rules! takes {
    ($($rank:ident<$($size:ident),*> $array:ident $sample:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<E: Number, $(const $size: usize),*> Takes<$array<E>> for $rank<$($size),*> {}
        #[diagnostic::do_not_recommend]
        impl<E: Integer, $(const $size: usize),*> Takes<$array<E>> for $rank<$($size,)* i32> {}
        #[diagnostic::do_not_recommend]
        impl<E: Number, $(const $size: usize),*> Takes<$sample> for $rank<$($size),*> {}
        #[diagnostic::do_not_recommend]
        impl<E: Integer, $(const $size: usize),*> Takes<$sample> for $rank<$($size,)* i32> {}
    )*};
}

takes! {
    Rank0<> Array1 E;
    Rank1<A> Array2 [E; A];
    Rank2<A, B> Array3 [[E; B]; A];
    Rank3<A, B, C> Array4 [[[E; C]; B]; A];
    Rank4<A, B, C, D> Array5 [[[[E; D]; C]; B]; A];
    Rank5<A, B, C, D, F> Array6 [[[[[E; F]; D]; C]; B]; A];
}

impl<F: Form<Number: Number>> Takes<F> for Dynamic {}

macro_rules! samples {
    ($([$($generics:tt)*] $rows:ty: $form:ty;)*) => {$(
        impl<$($generics)*, S: Takes<$form>> Samples<S> for $rows {
            fn tables(&self) -> Result<Tables<'_>> {
                Ok(smallvec![self.table()?])
            }
        }
    )*};
}

samples! {
    ['a, D: Data<Elem: Number>, X: Axes] &'a ArrayBase<D, X>: X::Array<D::Elem>;
    [D: Data<Elem: Number>, X: Axes] ArrayBase<D, X>: X::Array<D::Elem>;
    ['a, E: Number, X: Axes] &'a ArrayRef<E, X>: X::Array<E>;
    ['a, E: Nested<Number: Number>] &'a [E]: E;
    ['a, E: Nested<Number: Number>] &'a Vec<E>: E;
    [E: Nested<Number: Number>] Vec<E>: E;
    ['a, E: Nested<Number: Number>, const N: usize] &'a [E; N]: E;
    [E: Nested<Number: Number>, const N: usize] [E; N]: E;
}

/// No array at all.
impl Samples<AnyLabels> for () {
    fn tables(&self) -> Result<Tables<'_>> {
        Ok(Tables::new())
    }
}

macro_rules! tuples {
    ($(($($data:ident $shape:ident $position:tt),*);)*) => {$(
        impl<$($data: Samples<AnyLabels>),*> Samples<AnyLabels> for ($($data,)*) {
            fn tables(&self) -> Result<Tables<'_>> {
                let mut tables = Tables::new();
                $(tables.extend(self.$position.tables()?);)*
                Ok(tables)
            }
        }

        impl<$($data: Samples<$shape>, $shape),*> Samples<($($shape,)*)> for ($($data,)*) {
            fn tables(&self) -> Result<Tables<'_>> {
                let mut tables = Tables::new();
                $(tables.extend(self.$position.tables()?);)*
                Ok(tables)
            }
        }
    )*};
}

tuples! {
    (A SA 0, B SB 1);
    (A SA 0, B SB 1, C SC 2);
    (A SA 0, B SB 1, C SC 2, D SD 3);
    (A SA 0, B SB 1, C SC 2, D SD 3, E SE 4);
    (A SA 0, B SB 1, C SC 2, D SD 3, E SE 4, F SF 5);
    (A SA 0, B SB 1, C SC 2, D SD 3, E SE 4, F SF 5, G SG 6);
    (A SA 0, B SB 1, C SC 2, D SD 3, E SE 4, F SF 5, G SG 6, H SH 7);
}
