//! Label types that a loss takes, by the type of the output.

use super::form::{Array1, Array2, Array3, Array4, Array5, Array6, Form};
use super::{Integer, Number};
use crate::losses::{AnyLabels, Classes, LabelForm, Same};
use crate::shape::{Dynamic, Rank0, Rank1, Rank2, Rank3, Rank4, Rank5, each_tuple};

/// An output for whose labels, shaped as itself, data that looks like `F` is right.
pub trait TakesSame<F> {}

/// An output for whose labels, the index of a class for each row, data that looks like `F` is right.
pub trait TakesClasses<F> {}

/// The labels of a loss, for which data that looks like `F` is right.
pub trait TakesLabels<F> {}

impl<F, O: TakesSame<F>> TakesLabels<F> for Same<O> {}
impl<F, O: TakesClasses<F>> TakesLabels<F> for Classes<O> {}
impl<F: Form<Number: Number>> TakesLabels<F> for AnyLabels {}

macro_rules! same {
    ($($rank:ident<$($size:ident),*> $array:ident $sample:ty;)*) => {$(
        impl<E: Number, $(const $size: usize),*> TakesSame<$array<E>> for $rank<$($size),*> {}
        impl<E: Number, $(const $size: usize),*> TakesSame<$sample> for $rank<$($size),*> {}
    )*};
}

same! {
    Rank0<> Array1 E;
    Rank1<A> Array2 [E; A];
    Rank2<A, B> Array3 [[E; B]; A];
    Rank3<A, B, C> Array4 [[[E; C]; B]; A];
    Rank4<A, B, C, D> Array5 [[[[E; D]; C]; B]; A];
    Rank5<A, B, C, D, F> Array6 [[[[[E; F]; D]; C]; B]; A];
}

// A single number a sample may come without the axis of one element.
impl<E: Number> TakesSame<Array1<E>> for Rank1<1> {}
impl<E: Number> TakesSame<E> for Rank1<1> {}

impl<F: Form<Number: Number>> TakesSame<F> for Dynamic {}

macro_rules! classes {
    ($($rank:ident<$($size:ident),*; $last:ident> $array:ident $sample:ty;)*) => {$(
        impl<E: Integer, $(const $size: usize,)* const $last: usize> TakesClasses<$array<E>>
            for $rank<$($size,)* $last> {}
        impl<E: Integer, $(const $size: usize,)* const $last: usize> TakesClasses<$sample>
            for $rank<$($size,)* $last> {}
    )*};
}

classes! {
    Rank1<; Z> Array1 E;
    Rank2<A; Z> Array2 [E; A];
    Rank3<A, B; Z> Array3 [[E; B]; A];
    Rank4<A, B, C; Z> Array4 [[[E; C]; B]; A];
    Rank5<A, B, C, D; Z> Array5 [[[[E; D]; C]; B]; A];
}

impl<F: Form<Number: Integer>> TakesClasses<F> for Dynamic {}

/// What the labels of an output are, when the program runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Numbers, shaped as the output.
    Same,
    /// Indices of classes.
    Classes,
    /// Whatever the loss makes sense of.
    Any,
}

impl Kind {
    /// The form of such labels.
    pub fn form(self) -> LabelForm {
        match self {
            Self::Same => LabelForm::Same,
            Self::Classes => LabelForm::Classes,
            Self::Any => LabelForm::Either,
        }
    }
}

/// The kinds of labels that a loss takes, output by output.
pub trait Kinds {
    /// The kinds.
    fn kinds() -> Vec<Kind>;
}

impl<O> Kinds for Same<O> {
    fn kinds() -> Vec<Kind> {
        vec![Kind::Same]
    }
}

impl<O> Kinds for Classes<O> {
    fn kinds() -> Vec<Kind> {
        vec![Kind::Classes]
    }
}

impl Kinds for AnyLabels {
    fn kinds() -> Vec<Kind> {
        vec![Kind::Any]
    }
}

macro_rules! kinds {
    ($($($labels:ident $_1:ident $_2:ident $_3:tt),*;)*) => {$(
        impl<$($labels: Kinds),*> Kinds for ($($labels,)*) {
            fn kinds() -> Vec<Kind> {
                [$($labels::kinds()),*].concat()
            }
        }
    )*};
}

each_tuple! { kinds! }
