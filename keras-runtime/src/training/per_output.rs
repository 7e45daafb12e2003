//! The losses and metrics that `compile` takes, output by output.

use super::data::{AnyArrays, Kinds};
use crate::losses::verdict::{Fits, Takes};
use crate::losses::{AnyLoss, Loss, LossKind};
use crate::metrics::Metrics;
use crate::shape::{Dynamic, Rank0, Rank1, Rank2, Rank3, Rank4, Rank5, each_tuple};

/// What [`compile`](super::Compile::compile) takes as `loss`: a loss for an output `O` whose last axis is `H`; for a
/// tuple of outputs a tuple of losses.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a loss for a model whose output is `{O}`",
    label = "expected a loss such as `MeanSquaredError::default()`; for several outputs a tuple of as many",
    note = "a function or closure `|y_true: &Tensor, y_pred: &Tensor| -> Tensor` is a loss, too; a struct of your own is one with `impl Loss` and `impl LossKind`"
)]
pub trait Losses<O, H>: 'static {
    /// The labels that it takes.
    type Labels: Kinds;

    /// Whether it takes what the output is: a [`verdict`](crate::losses::verdict), or a tuple of such.
    type Verdict;

    /// The losses themselves. That they are these losses is not known of what is none: so rustc says nothing more about a
    /// model that was compiled with it.
    type Checked: Losses<O, H>;

    /// The same losses.
    fn checked(self) -> Self::Checked;

    /// The losses, output by output.
    fn list(&self) -> Vec<&dyn Loss>;
}

/// [`Losses`] that are losses already.
macro_rules! as_they_are {
    () => {
        type Checked = Self;

        fn checked(self) -> Self {
            self
        }
    };
}

/// A single output.
pub trait OneOutput {}

/// What [`compile`](super::Compile::compile) takes as `metrics`: a `metrics![…]` for an output, a tuple of such for
/// a tuple of outputs.
#[diagnostic::on_unimplemented(
    message = "these are not metrics for a model whose output is `{O}`",
    label = "expected a list such as `metrics![accuracy]`; for several outputs a tuple of as many",
    note = "`metrics![]` measures nothing but the loss"
)]
pub trait MetricsOf<O> {
    /// The metrics, output by output.
    fn into_list(self) -> Vec<Metrics>;
}

#[diagnostic::do_not_recommend]
impl<O: OneOutput> MetricsOf<O> for Metrics {
    fn into_list(self) -> Vec<Metrics> {
        vec![self]
    }
}

macro_rules! single {
    ($($rank:ident<$($size:ident),*>;)*) => {$(
        impl<$(const $size: usize,)* E> OneOutput for $rank<$($size,)* E> {}

        #[diagnostic::do_not_recommend]
        impl<$(const $size: usize,)* E, H, L> Losses<$rank<$($size,)* E>, H> for L
        where
            L: LossKind<Takes: Takes<$rank<$($size,)* E>, H, Loss<L> = L>, Labels<$rank<$($size,)* E>>: Kinds> + 'static,
        {
            type Labels = L::Labels<$rank<$($size,)* E>>;
            type Verdict = <L::Takes as Takes<$rank<$($size,)* E>, H>>::Verdict;
            type Checked = <L::Takes as Takes<$rank<$($size,)* E>, H>>::Loss<L>;

            fn checked(self) -> Self::Checked {
                self
            }

            fn list(&self) -> Vec<&dyn Loss> {
                vec![self]
            }
        }
    )*};
}

single! {
    Rank0<>;
    Rank1<A>;
    Rank2<A, B>;
    Rank3<A, B, C>;
    Rank4<A, B, C, D>;
    Rank5<A, B, C, D, F>;
}

impl OneOutput for Dynamic {}

#[diagnostic::do_not_recommend]
impl<H, L> Losses<Dynamic, H> for L
where
    L: LossKind<Takes: Takes<Dynamic, H>, Labels<Dynamic>: Kinds> + 'static,
{
    type Labels = L::Labels<Dynamic>;
    type Verdict = <L::Takes as Takes<Dynamic, H>>::Verdict;
    as_they_are!();

    fn list(&self) -> Vec<&dyn Loss> {
        vec![self]
    }
}

/// Losses of a model whose outputs the running program knows: one for each, in their order, of whatever type.
#[derive(Clone, Debug)]
pub struct AnyLosses(Vec<AnyLoss>);

impl AnyLosses {
    /// These losses.
    pub fn new(losses: Vec<AnyLoss>) -> Self {
        Self(losses)
    }
}

#[diagnostic::do_not_recommend]
impl<H> Losses<Dynamic, H> for AnyLosses {
    type Labels = AnyArrays;
    type Verdict = Fits;
    as_they_are!();

    fn list(&self) -> Vec<&dyn Loss> {
        self.0.iter().map(|loss| loss as &dyn Loss).collect()
    }
}

#[diagnostic::do_not_recommend]
impl MetricsOf<Dynamic> for Vec<Metrics> {
    fn into_list(self) -> Vec<Metrics> {
        self
    }
}

macro_rules! tuples {
    ($($($loss:ident $output:ident $head:ident $position:tt),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($loss: Losses<$output, $head>, $output, $head),*> Losses<($($output,)*), ($($head,)*)> for ($($loss,)*) {
            type Labels = ($($loss::Labels,)*);
            type Verdict = ($($loss::Verdict,)*);
            as_they_are!();

            fn list(&self) -> Vec<&dyn Loss> {
                [$(self.$position.list()),*].concat()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($loss: Losses<Dynamic, Head>,)* Head> Losses<Dynamic, Head> for ($($loss,)*) {
            type Labels = ($($loss::Labels,)*);
            type Verdict = ($($loss::Verdict,)*);
            as_they_are!();

            fn list(&self) -> Vec<&dyn Loss> {
                [$(self.$position.list()),*].concat()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($loss: MetricsOf<Dynamic>),*> MetricsOf<Dynamic> for ($($loss,)*) {
            fn into_list(self) -> Vec<Metrics> {
                let mut list = Vec::new();
                $(list.extend(self.$position.into_list());)*
                list
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($loss: MetricsOf<$output>, $output),*> MetricsOf<($($output,)*)> for ($($loss,)*) {
            fn into_list(self) -> Vec<Metrics> {
                let mut list = Vec::new();
                $(list.extend(self.$position.into_list());)*
                list
            }
        }
    )*};
}

each_tuple! { tuples! }
