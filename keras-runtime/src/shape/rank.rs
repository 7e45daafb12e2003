//! Shapes as types, so that what `fit` is given is checked by its type.

use std::marker::PhantomData;

use super::{DType, Spec};

macro_rules! ranks {
    ($($rank:literal $name:ident($($dim:ident),*) $doc:literal;)*) => {$(
        #[doc = concat!("The shape of a sample with ", $doc, ", elements of type `T`.")]
        ///
        /// An unknown dimension, written `_` in a model, is `{ usize::MAX }`.
        #[derive(Clone, Copy, Debug)]
        pub struct $name<$(const $dim: usize,)* T = f32>(PhantomData<T>);

        ranks!(@select $rank $name($($dim)*) false f32; A B C D E);
        ranks!(@select $rank $name($($dim)*) true i32; A B C D E);
    )*};
    (@select $rank:literal $name:ident($($dim:ident)*) $int:literal $element:ident; $($all:ident)*) => {
        impl<$(const $all: usize),*> Select for Pick<$rank, $int, $($all),*> {
            type Shape = $name<$($dim,)* $element>;
        }
    };
}

ranks! {
    0 Rank0() "no axes: one number";
    1 Rank1(A) "one axis";
    2 Rank2(A, B) "two axes";
    3 Rank3(A, B, C) "three axes";
    4 Rank4(A, B, C, D) "four axes";
    5 Rank5(A, B, C, D, E) "five axes";
}

/// The shape of a sample that only the running program knows, as in [`Sequential`](crate::layers::Sequential).
#[derive(Clone, Copy, Debug)]
pub struct Dynamic;

/// Picks the type of a shape from the constants of a [`Spec`]: its rank, whether it holds integers, its dimensions.
#[derive(Clone, Copy, Debug)]
pub struct Pick<
    const RANK: usize,
    const INT: bool,
    const A: usize,
    const B: usize,
    const C: usize,
    const D: usize,
    const E: usize,
>;

/// The type that a [`Pick`] stands for.
pub trait Select {
    /// One of [`Rank0`] to [`Rank5`].
    type Shape;
}

impl Spec {
    /// The dimension at `axis` as a type writes it; 0 beyond the rank.
    pub const fn code(&self, axis: usize) -> usize {
        if axis < self.shape().rank() { self.shape().dim(axis).code() } else { 0 }
    }

    /// Whether the elements are integers.
    pub const fn is_int(&self) -> bool {
        matches!(self.dtype(), DType::Int)
    }
}
