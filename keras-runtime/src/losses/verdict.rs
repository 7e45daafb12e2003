//! Whether what a loss takes is what the last layer of a model gives, as a table of types.
//!
//! Each thing that can be wrong is a type, and a trait that all types but this one have: so rustc says it where a model is
//! compiled, in the words of that trait, and of no other.

use super::{
    AnyOutput, AnyProbabilities, ClassLogits, Distributions, DistributionsOnly, Logits, Probabilities,
};
use crate::shape::{
    AnyHead, BoundedHead, Dynamic, LogitsHead, PositiveHead, Rank0, Rank1, Rank2, Rank3, Rank4, Rank5,
    SigmoidHead, SingleLogitHead, SingleSigmoidHead, SoftmaxHead, each_tuple,
};

/// The loss fits the output.
#[derive(Clone, Copy, Debug)]
pub struct Fits;

/// What a loss takes, beside an output whose last axis is `Head`.
pub trait Takes<Output, Head> {
    /// [`Fits`], or what is wrong.
    type Verdict;

    /// The loss `L` itself, once it is known to be one.
    type Loss<L>;
}

/// What the last layer of a model gives, beside what a loss takes.
pub trait Gives {
    /// For [`Distributions`].
    type Distributions;
    /// For [`DistributionsOnly`].
    type DistributionsOnly;
    /// For [`AnyProbabilities`].
    type AnyProbabilities;
    /// For [`Probabilities`].
    type Probabilities;
    /// For [`ClassLogits`].
    type ClassLogits;
    /// For [`Logits`].
    type Logits;
}

macro_rules! table {
    ($($head:ident: $distributions:ident $only:ident $any:ident $probabilities:ident $classes:ident $logits:ident;)*) => {$(
        impl Gives for $head {
            type Distributions = $distributions;
            type DistributionsOnly = $only;
            type AnyProbabilities = $any;
            type Probabilities = $probabilities;
            type ClassLogits = $classes;
            type Logits = $logits;
        }
    )*};
}

table! {
    //                 Distributions    DistributionsOnly AnyProbabilities Probabilities    ClassLogits      Logits
    AnyHead:           Fits             Fits              Fits             Fits             Fits             Fits;
    LogitsHead:        NoProbabilities  NoActivation      NoActivation     NoProbabilities  Fits             Fits;
    PositiveHead:      OtherNumbers     OtherNumbers      OtherNumbers     OtherNumbers     NoSign           NoSign;
    BoundedHead:       OtherNumbers     OtherNumbers      OtherNumbers     OtherNumbers     NoRange          NoRange;
    SoftmaxHead:       Fits             Fits              Fits             NotSeparate      NoLogits         NoLogits;
    SigmoidHead:       Fits             Fits              Fits             Fits             NoLogits         NoLogits;
    SingleSigmoidHead: NoClasses        NoClasses         Fits             Fits             NoLogits         NoLogits;
    SingleLogitHead:   NoClasses        NoClasses         NoActivation     NoProbabilities  NoClasses        Fits;
}

/// An output beside a loss that chooses between classes: their axis is the last.
pub trait LastAxis {
    /// The verdict `V`, unless there is no such axis.
    type Judged<V>;
}

impl LastAxis for Rank0 {
    type Judged<V> = NoAxis;
}

macro_rules! ranks {
    ($([$($generics:tt)*] $rank:ty;)*) => {$(
        impl<$($generics)*> LastAxis for $rank {
            type Judged<V> = V;
        }
    )*};
}

ranks! {
    [const A: usize, T] Rank1<A, T>;
    [const A: usize, const B: usize, T] Rank2<A, B, T>;
    [const A: usize, const B: usize, const C: usize, T] Rank3<A, B, C, T>;
    [const A: usize, const B: usize, const C: usize, const D: usize, T] Rank4<A, B, C, D, T>;
    [const A: usize, const B: usize, const C: usize, const D: usize, const E: usize, T] Rank5<A, B, C, D, E, T>;
    [] Dynamic;
}

impl<O, H> Takes<O, H> for AnyOutput {
    type Verdict = Fits;
    type Loss<L> = L;
}

impl<O: LastAxis, H: Gives> Takes<O, H> for Distributions {
    type Verdict = O::Judged<H::Distributions>;
    type Loss<L> = L;
}

impl<O: LastAxis, H: Gives> Takes<O, H> for DistributionsOnly {
    type Verdict = O::Judged<H::DistributionsOnly>;
    type Loss<L> = L;
}

impl<O, H: Gives> Takes<O, H> for AnyProbabilities {
    type Verdict = H::AnyProbabilities;
    type Loss<L> = L;
}

impl<O, H: Gives> Takes<O, H> for Probabilities {
    type Verdict = H::Probabilities;
    type Loss<L> = L;
}

impl<O: LastAxis, H: Gives> Takes<O, H> for ClassLogits {
    type Verdict = O::Judged<H::ClassLogits>;
    type Loss<L> = L;
}

impl<O, H: Gives> Takes<O, H> for Logits {
    type Verdict = H::Logits;
    type Loss<L> = L;
}

/// Tuples of losses fit where each one fits.
macro_rules! tuples {
    ($name:ident: $($($loss:ident $verdict:ident $_1:ident $_2:tt),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($loss: $name<$verdict>, $verdict),*> $name<($($verdict,)*)> for ($($loss,)*) {}
    )*};
}

/// The traits of verdicts: each with the one that has it not.
macro_rules! verdicts {
    ($($(#[$attribute:meta])* $name:ident but $fault:ident, so $($other:ident)*;)*) => {$(
        $(#[$attribute])*
        pub trait $name<Verdict> {}

        #[doc = concat!("Not [`", stringify!($name), "`].")]
        #[derive(Clone, Copy, Debug)]
        pub struct $fault;

        #[diagnostic::do_not_recommend]
        impl<L> $name<Fits> for L {}
        $(
            #[diagnostic::do_not_recommend]
            impl<L> $name<$other> for L {}
        )*
        each_tuple! { tuples! $name: }
    )*};
}

verdicts! {
    /// Probabilities, where a loss takes them and the layer says that it gives logits.
    #[diagnostic::on_unimplemented(
        message = "this loss takes probabilities, but the model's last layer gives logits",
        label = "takes probabilities",
        note = "add `activation = softmax` to the last layer (for one unit, and for losses named `Binary…`: `sigmoid`), or \
                `.from_logits()` to the loss"
    )]
    HasProbabilities but NoProbabilities, so NoActivation OtherNumbers NoSign NoRange NotSeparate NoLogits NoClasses NoAxis;

    /// Probabilities, where a loss takes nothing else and the layer says that it gives logits.
    #[diagnostic::on_unimplemented(
        message = "this loss takes probabilities, but the model's last layer gives logits",
        label = "takes probabilities",
        note = "add `activation = softmax` to the last layer, or `sigmoid` for one unit and for probabilities that do not \
                exclude each other"
    )]
    HasActivation but NoActivation, so NoProbabilities OtherNumbers NoSign NoRange NotSeparate NoLogits NoClasses NoAxis;

    /// Probabilities, where a loss takes them and the layer says that it gives other numbers from 0.
    #[diagnostic::on_unimplemented(
        message = "this loss takes probabilities, but the model's last layer gives other numbers",
        label = "takes probabilities",
        note = "the last layer has `activation = softmax` (for losses named `Binary…`: `sigmoid`), and nothing such as a \
                `relu` or a `Dropout` comes after it"
    )]
    EndsInProbabilities but OtherNumbers, so NoActivation NoProbabilities NoSign NoRange NotSeparate NoLogits NoClasses NoAxis;

    /// Probabilities, each of its own.
    #[diagnostic::on_unimplemented(
        message = "this loss judges each probability by itself, but the model's last layer is a softmax",
        label = "takes probabilities that do not exclude each other",
        note = "use `CategoricalCrossentropy` or `SparseCategoricalCrossentropy`, or `activation = sigmoid` in the last layer"
    )]
    HasSeparate but NotSeparate, so NoActivation NoProbabilities OtherNumbers NoSign NoRange NoLogits NoClasses NoAxis;

    /// Logits.
    #[diagnostic::on_unimplemented(
        message = "this loss takes logits, but the model's last layer gives probabilities",
        label = "takes logits",
        note = "leave the activation of the last layer out, or `.from_logits()` of a loss that has it"
    )]
    HasLogits but NoLogits, so NoActivation NoProbabilities OtherNumbers NoSign NoRange NotSeparate NoClasses NoAxis;

    /// Logits of both signs.
    #[diagnostic::on_unimplemented(
        message = "this loss takes logits, but the model's last layer gives no number below 0",
        label = "takes logits",
        note = "leave the activation of the last layer out; a `Dropout` comes before the last layer"
    )]
    HasBothSigns but NoSign, so NoActivation NoProbabilities OtherNumbers NoRange NotSeparate NoLogits NoClasses NoAxis;

    /// Logits of any size.
    #[diagnostic::on_unimplemented(
        message = "this loss takes logits, but the model's last layer gives numbers between -1 and 1",
        label = "takes logits",
        note = "leave the activation of the last layer out: logits have any size"
    )]
    HasAnySize but NoRange, so NoActivation NoProbabilities OtherNumbers NoSign NotSeparate NoLogits NoClasses NoAxis;

    /// Several classes.
    #[diagnostic::on_unimplemented(
        message = "this loss chooses between classes, but the model's last layer gives a single number",
        label = "takes two classes or more",
        note = "for a yes or no, use `BinaryCrossentropy`; for classes, as many units as there are classes"
    )]
    HasSeveralClasses but NoClasses, so NoActivation NoProbabilities OtherNumbers NoSign NoRange NotSeparate NoLogits NoAxis;

    /// An output with an axis of classes.
    #[diagnostic::on_unimplemented(
        message = "this loss chooses between classes, but the model gives a single number a sample",
        label = "takes an output with a last axis of classes",
        note = "for one probability, use `BinaryCrossentropy`"
    )]
    HasClasses but NoAxis, so NoActivation NoProbabilities OtherNumbers NoSign NoRange NotSeparate NoLogits NoClasses;
}
