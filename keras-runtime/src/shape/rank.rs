//! Shapes as types (`Rank1<784>`), so that what `fit` is given is checked by its type.

use std::marker::PhantomData;

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

/// The shape of a sample that only the running program knows, as in [`Sequential`](crate::model::Sequential).
#[derive(Clone, Copy, Debug)]
pub struct Dynamic;

/// Picks the type of a shape from the constants of a [`Spec`](super::Spec): its rank, whether it holds integers, its dimensions.
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

/// The rank that stands for [`Dynamic`] in a [`Pick`].
pub const UNKNOWN_RANK: usize = usize::MAX;

impl<const INT: bool, const A: usize, const B: usize, const C: usize, const D: usize, const E: usize> Select
    for Pick<UNKNOWN_RANK, INT, A, B, C, D, E>
{
    type Shape = Dynamic;
}

/// The type that a [`Pick`] stands for.
pub trait Select {
    /// One of [`Rank0`] to [`Rank5`].
    type Shape;
}

macro_rules! heads {
    ($($code:literal $name:ident $doc:literal;)*) => {$(
        #[doc = concat!("The last layer of a model gives ", $doc, ": [`Head`](super::Head) as a type.")]
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl SelectHead for PickHead<$code> {
            type Head = $name;
        }
    )*};
}

heads! {
    0 AnyHead "numbers that it says nothing about";
    1 LogitsHead "any real numbers";
    2 SoftmaxHead "probabilities that sum to one";
    3 SigmoidHead "probabilities, each of its own";
    4 PositiveHead "numbers of 0 or more that are no probabilities";
    5 BoundedHead "numbers between -1 and 1";
    6 SingleSigmoidHead "one probability";
    7 SingleLogitHead "one real number";
}

/// Picks the type of a [`Head`](super::Head).
#[derive(Clone, Copy, Debug)]
pub struct PickHead<const HEAD: usize>;

/// The type that a [`PickHead`] stands for.
pub trait SelectHead {
    /// One of [`AnyHead`] to [`SingleLogitHead`].
    type Head;
}
