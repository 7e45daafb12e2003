//! Losses with their default arguments, under a word: Keras has these as strings.

use std::marker::PhantomData;

use super::{LabelForm, LabelRange, Loss, Scale};
use crate::Result;
use crate::autodiff::Tensor;
use crate::config::Value;
use crate::shape::Spec;

/// Words for a loss with its default arguments: functions, or constants for a loss that is particular about labels or
/// the output, and says so.
macro_rules! words {
    (fn $loss:ident: $($name:ident),*) => {$(
        #[doc = concat!("[`", stringify!($loss), "`] as a function, for use as a metric.")]
        pub fn $name(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
            $loss::default().call(y_true, y_pred)
        }
    )*};
    (const $loss:ident: $($name:ident),*) => {$(
        #[doc = concat!("[`", stringify!($loss), "`] as a metric.")]
        #[allow(non_upper_case_globals, reason = "a word")]
        pub const $name: super::OfDefault<$loss> = super::OfDefault::NEW;
    )*};
}

pub(super) use words;

/// A loss with its default arguments, as a metric.
#[derive(Debug)]
pub struct OfDefault<L>(PhantomData<fn() -> L>);

impl<L> OfDefault<L> {
    pub(super) const NEW: Self = Self(PhantomData);
}

impl<L> Clone for OfDefault<L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L> Copy for OfDefault<L> {}

impl<L: Loss + Default> Loss for OfDefault<L> {
    fn name(&self) -> &'static str {
        L::default().name()
    }

    fn to_json(&self) -> Result<Value> {
        L::default().to_json()
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        L::default().call(y_true, y_pred)
    }

    fn labels(&self) -> LabelRange {
        L::default().labels()
    }

    fn label_form(&self) -> LabelForm {
        L::default().label_form()
    }

    fn scale(&self) -> Scale {
        L::default().scale()
    }

    fn check(&self, output: &Spec) -> Result<()> {
        L::default().check(output)
    }
}
