//! Which losses are for which outputs, as rustc checks it.

use std::marker::PhantomData;

use super::{
    BinaryCrossentropy, CategoricalCrossentropy, CategoricalHinge, CosineSimilarity, FromLogits,
    FromProbabilities, Hinge, Huber, KLDivergence, LogCosh, Loss, MeanAbsoluteError,
    MeanAbsolutePercentageError, MeanSquaredError, MeanSquaredLogarithmicError, Poisson,
    SparseCategoricalCrossentropy, SquaredHinge, Weighted,
};
use crate::autodiff::Tensor;
use crate::shape::{
    AnyHead, Dynamic, LogitsHead, Rank1, Rank2, Rank3, Rank4, Rank5, SigmoidHead, SoftmaxHead,
};

/// A loss for an output of a model: its shape, and what its last axis means, as types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a loss for this model",
    label = "expected a loss, or a function `(y_true, y_pred)` of two `&Tensor`s that gives a `Tensor`",
    note = "a model with several outputs takes a tuple of losses, one for each"
)]
pub trait LossOn<Output, Head>: Loss {
    /// The labels that it takes: [`Same`], [`Classes`] or [`AnyLabels`].
    type Labels;
}

/// Labels that are numbers, shaped as the output.
#[derive(Clone, Copy, Debug)]
pub struct Same<Output>(PhantomData<Output>);

/// Labels that are integers, each the index of a class: the output's shape without its last axis.
#[derive(Clone, Copy, Debug)]
pub struct Classes<Output>(PhantomData<Output>);

/// Labels that only the loss understands, of any shape.
#[derive(Clone, Copy, Debug)]
pub struct AnyLabels;

/// A head that may be probabilities.
#[diagnostic::on_unimplemented(
    message = "this loss takes probabilities, but the model's last layer gives logits",
    label = "takes probabilities",
    note = "add `activation = softmax` to the last layer (for `BinaryCrossentropy`: `sigmoid`), or `.from_logits()` to \
            the loss"
)]
pub trait ForProbabilities {}

/// A head that may be probabilities, each of its own.
#[diagnostic::on_unimplemented(
    message = "this loss judges each probability by itself, but the model's last layer is a softmax",
    label = "takes probabilities that do not exclude each other",
    note = "use `CategoricalCrossentropy` or `SparseCategoricalCrossentropy`, or `activation = sigmoid` in the last layer"
)]
pub trait ForSeparateProbabilities {}

/// A head that may be logits.
#[diagnostic::on_unimplemented(
    message = "this loss takes logits, but the model's last layer gives probabilities",
    label = "takes logits",
    note = "leave `.from_logits()` of the loss out, or the activation of the last layer"
)]
pub trait ForLogits {}

impl ForProbabilities for AnyHead {}
impl ForProbabilities for SoftmaxHead {}
impl ForProbabilities for SigmoidHead {}

impl ForSeparateProbabilities for AnyHead {}
impl ForSeparateProbabilities for SigmoidHead {}
// What is wrong with logits is something else.
impl ForSeparateProbabilities for LogitsHead {}

impl ForLogits for AnyHead {}
impl ForLogits for LogitsHead {}

/// An output with a last axis, of classes.
#[diagnostic::on_unimplemented(
    message = "this loss chooses between classes, but the model gives a single number a sample",
    label = "takes an output with a last axis of classes",
    note = "for one probability, use `BinaryCrossentropy`"
)]
pub trait HasClasses {}

impl<const A: usize, T> HasClasses for Rank1<A, T> {}
impl<const A: usize, const B: usize, T> HasClasses for Rank2<A, B, T> {}
impl<const A: usize, const B: usize, const C: usize, T> HasClasses for Rank3<A, B, C, T> {}
impl<const A: usize, const B: usize, const C: usize, const D: usize, T> HasClasses for Rank4<A, B, C, D, T> {}
impl<const A: usize, const B: usize, const C: usize, const D: usize, const E: usize, T> HasClasses
    for Rank5<A, B, C, D, E, T>
{
}
impl HasClasses for Dynamic {}

macro_rules! for_any_head {
    ($($loss:ty)*) => {$(
        impl<O, H> LossOn<O, H> for $loss {
            type Labels = Same<O>;
        }
    )*};
}

for_any_head! {
    MeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredLogarithmicError Huber LogCosh
    Hinge SquaredHinge CategoricalHinge Poisson CosineSimilarity
}

impl<O, H: ForProbabilities> LossOn<O, H> for KLDivergence {
    type Labels = Same<O>;
}

impl<O, H: ForProbabilities + ForSeparateProbabilities> LossOn<O, H>
    for BinaryCrossentropy<FromProbabilities>
{
    type Labels = Same<O>;
}

impl<O, H: ForLogits> LossOn<O, H> for BinaryCrossentropy<FromLogits> {
    type Labels = Same<O>;
}

impl<O: HasClasses, H: ForProbabilities> LossOn<O, H> for CategoricalCrossentropy<FromProbabilities> {
    type Labels = Same<O>;
}

impl<O: HasClasses, H: ForLogits> LossOn<O, H> for CategoricalCrossentropy<FromLogits> {
    type Labels = Same<O>;
}

impl<O: HasClasses, H: ForProbabilities> LossOn<O, H> for SparseCategoricalCrossentropy<FromProbabilities> {
    type Labels = Classes<O>;
}

impl<O: HasClasses, H: ForLogits> LossOn<O, H> for SparseCategoricalCrossentropy<FromLogits> {
    type Labels = Classes<O>;
}

impl<O, H, L: LossOn<O, H>> LossOn<O, H> for Weighted<L> {
    type Labels = L::Labels;
}

impl<O, H, F: Fn(&Tensor, &Tensor) -> Tensor> LossOn<O, H> for F {
    type Labels = AnyLabels;
}
