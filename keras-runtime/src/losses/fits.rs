//! Compatibility of losses with outputs, as rustc checks it.

use std::marker::PhantomData;

use super::{Loss, Weighted};
use crate::autodiff::Tensor;
use crate::shape::{
    AnyHead, Dynamic, LogitsHead, Rank1, Rank2, Rank3, Rank4, Rank5, SigmoidHead, SingleSigmoidHead,
    SoftmaxHead,
};

/// Compatibility of a loss: what labels and outputs it is for, as rustc checks it where a model is compiled.
///
/// A loss of your own says so beside its [`Loss`]:
///
/// ```
/// use keras::autodiff::Tensor;
/// use keras::backend as K;
/// use keras::losses::{AnyOutput, Loss, LossKind, Same};
///
/// struct Tilted(f32);
///
/// impl Loss for Tilted {
///     fn name(&self) -> &'static str {
///         "Tilted"
///     }
///
///     fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
///         let error = y_true - y_pred;
///         K::mean_axis(&K::maximum(&(&error * self.0), error * (self.0 - 1.0)), -1)
///     }
/// }
///
/// impl LossKind for Tilted {
///     type Takes = AnyOutput;
///     type Labels<Output> = Same<Output>;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a loss",
    label = "expected a loss such as `MeanSquaredError::default()`, or a function `(y_true, y_pred)` of two `&Tensor`s that \
             gives a `Tensor`",
    note = "a model with several outputs takes a tuple of losses, one for each"
)]
pub trait LossKind: Loss {
    /// What it takes from the model: [`AnyOutput`], [`Distributions`], [`Probabilities`], [`ClassLogits`] or [`Logits`].
    type Takes;

    /// The labels for an output: [`Same`], [`Classes`] or [`AnyLabels`].
    type Labels<Output>;
}

/// A loss for an output of a model: its shape, and what its last axis means, as types.
pub trait LossOn<Output, Head>: Loss {
    /// The labels that it takes.
    type Labels;
}

impl<O, H, L: LossKind> LossOn<O, H> for L
where
    L::Takes: Suits<O, H>,
{
    type Labels = L::Labels<O>;
}

/// A loss takes any output.
#[derive(Clone, Copy, Debug)]
pub struct AnyOutput;

/// A loss takes probabilities of several classes.
#[derive(Clone, Copy, Debug)]
pub struct Distributions;

/// A loss takes probabilities, each of its own.
#[derive(Clone, Copy, Debug)]
pub struct Probabilities;

/// A loss takes logits of several classes.
#[derive(Clone, Copy, Debug)]
pub struct ClassLogits;

/// A loss takes logits, each of its own.
#[derive(Clone, Copy, Debug)]
pub struct Logits;

/// Compatible: what a loss takes is what an output gives. There is one implementation for each, so that rustc says
/// which of its conditions does not hold.
pub trait Suits<Output, Head> {}

impl<O, H> Suits<O, H> for AnyOutput {}
impl<O: HasClasses, H: ForProbabilities + ForClasses> Suits<O, H> for Distributions {}
impl<O, H: ForProbabilities + ForSeparateProbabilities> Suits<O, H> for Probabilities {}
impl<O: HasClasses, H: ForLogits> Suits<O, H> for ClassLogits {}
impl<O, H: ForLogits> Suits<O, H> for Logits {}

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

/// A head that may be of several classes.
#[diagnostic::on_unimplemented(
    message = "this loss chooses between classes, but the model's last layer gives a single probability",
    label = "takes two classes or more",
    note = "for one probability of a yes, use `BinaryCrossentropy`; for classes, as many units as there are classes"
)]
pub trait ForClasses {}

#[diagnostic::do_not_recommend]
impl ForClasses for AnyHead {}
#[diagnostic::do_not_recommend]
impl ForClasses for LogitsHead {}
#[diagnostic::do_not_recommend]
impl ForClasses for SigmoidHead {}
#[diagnostic::do_not_recommend]
impl ForClasses for SoftmaxHead {}

#[diagnostic::do_not_recommend]
impl ForProbabilities for SingleSigmoidHead {}
#[diagnostic::do_not_recommend]
impl ForSeparateProbabilities for SingleSigmoidHead {}

#[diagnostic::do_not_recommend]
impl ForProbabilities for AnyHead {}
#[diagnostic::do_not_recommend]
impl ForProbabilities for SoftmaxHead {}
#[diagnostic::do_not_recommend]
impl ForProbabilities for SigmoidHead {}

#[diagnostic::do_not_recommend]
impl ForSeparateProbabilities for AnyHead {}
#[diagnostic::do_not_recommend]
impl ForSeparateProbabilities for SigmoidHead {}
// What is wrong with logits is something else.
#[diagnostic::do_not_recommend]
impl ForSeparateProbabilities for LogitsHead {}

#[diagnostic::do_not_recommend]
impl ForLogits for AnyHead {}
#[diagnostic::do_not_recommend]
impl ForLogits for LogitsHead {}

/// An output with a last axis, of classes.
#[diagnostic::on_unimplemented(
    message = "this loss chooses between classes, but the model gives a single number a sample",
    label = "takes an output with a last axis of classes",
    note = "for one probability, use `BinaryCrossentropy`"
)]
pub trait HasClasses {}

#[diagnostic::do_not_recommend]
impl<const A: usize, T> HasClasses for Rank1<A, T> {}
#[diagnostic::do_not_recommend]
impl<const A: usize, const B: usize, T> HasClasses for Rank2<A, B, T> {}
#[diagnostic::do_not_recommend]
impl<const A: usize, const B: usize, const C: usize, T> HasClasses for Rank3<A, B, C, T> {}
#[diagnostic::do_not_recommend]
impl<const A: usize, const B: usize, const C: usize, const D: usize, T> HasClasses for Rank4<A, B, C, D, T> {}
#[diagnostic::do_not_recommend]
impl<const A: usize, const B: usize, const C: usize, const D: usize, const E: usize, T> HasClasses
    for Rank5<A, B, C, D, E, T>
{
}
#[diagnostic::do_not_recommend]
impl HasClasses for Dynamic {}

#[diagnostic::do_not_recommend]
impl<L: LossKind> LossKind for Weighted<L> {
    type Takes = L::Takes;
    type Labels<O> = L::Labels<O>;
}

#[diagnostic::do_not_recommend]
impl<F: Fn(&Tensor, &Tensor) -> Tensor + Send> LossKind for F {
    type Takes = AnyOutput;
    type Labels<O> = AnyLabels;
}
