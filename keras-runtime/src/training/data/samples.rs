//! Input types that `fit`, `evaluate` and `predict` take.

use ndarray::{ArrayBase, ArrayD, ArrayRef, Data};
use smallvec::smallvec;

use super::form::{Array1, Array2, Array3, Array4, Array5, Array6, Axes, Form, Nested, Rows};
use super::labels::TakesLabels;
use super::{Integer, NpyElement, NpyFile, Number, SampleWeight, Tables};
use crate::Result;
use crate::shape::{Dynamic, Rank0, Rank1, Rank2, Rank3, Rank4, Rank5, each_tuple};

/// What [`fit`](crate::training::Compiled::fit), `evaluate` and `predict` take as `x`, for a model whose
/// [`Input`](crate::model::Model::Input) is `S`.
///
/// That is an array of ndarray, owned or borrowed and of any layout, with one axis more than a sample has: the
/// first, which counts the samples. Or a slice, `Vec` or array of samples that are Rust arrays, such as
/// `&[[f32; 784]]`. The elements are any [`Number`]s; for inputs that are token ids, [`Integer`]s. A model of
/// several inputs takes a tuple of as many.
#[diagnostic::on_unimplemented(
    message = "these are not samples of the model's input, `{S}`",
    label = "expected samples of `{S}`: an array has one axis more, which counts the samples",
    note = "an array of `keras::ndarray` such as `&x`, or Rust arrays as in `&[[f32; 4]]`; ids, `i32`, are integers; several \
            inputs are a tuple",
    note = "of an `ArrayD`: `x.into_dimensionality::<Ix2>()`; of a `Vec` of `Vec`s: \
            `Array2::from_shape_vec((x.len(), 4), x.concat())`"
)]
pub trait Samples<S> {
    /// Its numbers, input by input.
    fn tables(&self) -> Result<Tables<'_>>;
}

/// What [`fit`](crate::training::Compiled::fit) and `evaluate` take as `y`, for losses whose
/// [`Labels`](crate::losses::LossKind::Labels) are `K`: held as [`Samples`] are.
#[diagnostic::on_unimplemented(
    message = "these are not labels that the loss takes, `{K}`",
    label = "expected labels of `{K}`",
    note = "`Same<O>`: numbers of the shape of the output `O`; `Classes<O>`: integers (`class as u32`), without its last \
            axis; an array has the samples as first axis; several outputs take a tuple",
    note = "one-hot labels are for `CategoricalCrossentropy`; if the output has more axes than the labels, did you forget \
            `Flatten()`, or not want `return_sequences`?"
)]
pub trait Labels<K> {
    /// Its numbers, output by output.
    fn tables(&self) -> Result<Tables<'_>>;
}

/// The shape of an input, for which data that looks like `F` is right.
pub trait Takes<F> {}

macro_rules! takes {
    ($($rank:ident<$($size:ident),*> $array:ident $sample:ty;)*) => {$(
        impl<E: Number, $(const $size: usize),*> Takes<$array<E>> for $rank<$($size),*> {}
        impl<E: Integer, $(const $size: usize),*> Takes<$array<E>> for $rank<$($size,)* i32> {}
        impl<E: Number, $(const $size: usize),*> Takes<$sample> for $rank<$($size),*> {}
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
        #[diagnostic::do_not_recommend]
        impl<$($generics)*, S: Takes<$form>> Samples<S> for $rows {
            fn tables(&self) -> Result<Tables<'_>> {
                Ok(smallvec![self.table()?])
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*, K: TakesLabels<$form>> Labels<K> for $rows {
            fn tables(&self) -> Result<Tables<'_>> {
                Ok(smallvec![self.table()?])
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*> SampleWeight for $rows {
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
    ['a, E: NpyElement, X: Axes] &'a NpyFile<E, X>: X::Array<E>;
    [E: NpyElement, X: Axes] NpyFile<E, X>: X::Array<E>;
}

/// A model whose inputs the running program knows: an array for each.
#[diagnostic::do_not_recommend]
impl<E: Number> Samples<Dynamic> for &[ArrayD<E>] {
    fn tables(&self) -> Result<Tables<'_>> {
        self.iter().map(Rows::table).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<E: Number> Samples<Dynamic> for &Vec<ArrayD<E>> {
    fn tables(&self) -> Result<Tables<'_>> {
        self.iter().map(Rows::table).collect()
    }
}

macro_rules! tuples {
    ($($($data:ident $shape:ident $_unused:ident $position:tt),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($data: Samples<$shape>, $shape),*> Samples<($($shape,)*)> for ($($data,)*) {
            fn tables(&self) -> Result<Tables<'_>> {
                let mut tables = Tables::new();
                $(tables.extend(self.$position.tables()?);)*
                Ok(tables)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($data: Samples<Dynamic>),*> Samples<Dynamic> for ($($data,)*) {
            fn tables(&self) -> Result<Tables<'_>> {
                let mut tables = Tables::new();
                $(tables.extend(self.$position.tables()?);)*
                Ok(tables)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($data: Labels<$shape>, $shape),*> Labels<($($shape,)*)> for ($($data,)*) {
            fn tables(&self) -> Result<Tables<'_>> {
                let mut tables = Tables::new();
                $(tables.extend(self.$position.tables()?);)*
                Ok(tables)
            }
        }
    )*};
}

each_tuple! { tuples! }
