//! Compatibility of losses with outputs, as rustc checks it.

use std::marker::PhantomData;

use super::{Loss, Weighted};
use crate::autodiff::Tensor;

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
    /// What it takes from the model: [`AnyOutput`], [`Distributions`], [`DistributionsOnly`], [`Probabilities`],
    /// [`AnyProbabilities`], [`ClassLogits`] or [`Logits`].
    type Takes;

    /// The labels for an output: [`Same`], [`Classes`] or [`AnyLabels`].
    type Labels<Output>;
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

/// A loss takes probabilities of several classes, and has no form for logits.
#[derive(Clone, Copy, Debug)]
pub struct DistributionsOnly;

/// A loss takes probabilities, whether they exclude each other or not, and has no form for logits.
#[derive(Clone, Copy, Debug)]
pub struct AnyProbabilities;

/// A loss takes logits of several classes.
#[derive(Clone, Copy, Debug)]
pub struct ClassLogits;

/// A loss takes logits, each of its own.
#[derive(Clone, Copy, Debug)]
pub struct Logits;

/// Labels that are numbers, shaped as the output.
#[derive(Clone, Copy, Debug)]
pub struct Same<Output>(PhantomData<Output>);

/// Labels that are integers, each the index of a class: the output's shape without its last axis.
#[derive(Clone, Copy, Debug)]
pub struct Classes<Output>(PhantomData<Output>);

/// Labels that only the loss understands, of any shape.
#[derive(Clone, Copy, Debug)]
pub struct AnyLabels;

#[diagnostic::do_not_recommend]
impl<L: LossKind> LossKind for Weighted<L> {
    type Takes = L::Takes;
    type Labels<O> = L::Labels<O>;
}

/// What a function that is a loss gives. What it takes is said here, so that nothing is known of what is no function.
pub trait LossValue {
    /// What the loss takes from the model.
    type Takes;
}

impl LossValue for Tensor {
    type Takes = AnyOutput;
}

#[diagnostic::do_not_recommend]
impl<F: Loss + Fn(&Tensor, &Tensor) -> T, T: LossValue> LossKind for F {
    type Takes = T::Takes;
    type Labels<O> = AnyLabels;
}
