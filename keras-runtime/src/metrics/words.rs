//! The words for metrics, as Keras has them as strings.
#![allow(non_upper_case_globals)]

use std::marker::PhantomData;

use super::accuracy::{Binary, Categorical, Fitting, Sparse};
use super::mean::SquaredError;
use super::top_k::{SparseTopK, TopK};
use super::{
    BinaryAccuracy, CategoricalAccuracy, FittingAccuracy, RootMeanSquaredError, RowMean,
    SparseCategoricalAccuracy, SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy,
};
use crate::Result;
use crate::autodiff::Tensor;
use crate::losses::{self, LabelRange, Loss, Scale};
use crate::shape::Spec;

/// How often the output is right: see [`FittingAccuracy`].
pub const accuracy: FittingAccuracy = RowMean::of(Fitting);
/// See [`BinaryAccuracy`].
pub const binary_accuracy: BinaryAccuracy = RowMean::of(Binary::DEFAULT);
/// See [`CategoricalAccuracy`].
pub const categorical_accuracy: CategoricalAccuracy = RowMean::of(Categorical);
/// See [`SparseCategoricalAccuracy`].
pub const sparse_categorical_accuracy: SparseCategoricalAccuracy = RowMean::of(Sparse);
/// See [`TopKCategoricalAccuracy`].
pub const top_k_categorical_accuracy: TopKCategoricalAccuracy = RowMean::of(TopK::DEFAULT);
/// See [`SparseTopKCategoricalAccuracy`].
pub const sparse_top_k_categorical_accuracy: SparseTopKCategoricalAccuracy = RowMean::of(SparseTopK::DEFAULT);
/// See [`RootMeanSquaredError`].
pub const root_mean_squared_error: RootMeanSquaredError = RowMean::of(SquaredError);

macro_rules! losses {
    ($($loss:ident: $($name:ident),*;)*) => {$($(
        #[doc = concat!("[`", stringify!($loss), "`](losses::", stringify!($loss), ") as a metric.")]
        pub const $name: OfDefault<losses::$loss> = OfDefault(PhantomData);
    )*)*};
}

// Those that are particular about labels or the output, and say so.
losses! {
    MeanSquaredLogarithmicError: mean_squared_logarithmic_error, msle;
    Hinge: hinge;
    SquaredHinge: squared_hinge;
    CategoricalHinge: categorical_hinge;
    CategoricalCrossentropy: categorical_crossentropy;
    SparseCategoricalCrossentropy: sparse_categorical_crossentropy;
    BinaryCrossentropy: binary_crossentropy;
    KLDivergence: kl_divergence;
    Poisson: poisson;
}

macro_rules! functions {
    ($($loss:ident: $($name:ident),*;)*) => {$($(
        #[doc = concat!("[`", stringify!($loss), "`](losses::", stringify!($loss), ") as a function, for use as a metric.")]
        pub fn $name(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
            losses::$loss::default().call(y_true, y_pred)
        }
    )*)*};
}

functions! {
    MeanSquaredError: mean_squared_error, mse;
    MeanAbsoluteError: mean_absolute_error, mae;
    MeanAbsolutePercentageError: mean_absolute_percentage_error, mape;
    Huber: huber;
    LogCosh: log_cosh;
}

/// A loss with its default arguments, as a metric.
#[derive(Debug)]
pub struct OfDefault<L>(PhantomData<fn() -> L>);

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

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        L::default().call(y_true, y_pred)
    }

    fn labels(&self) -> LabelRange {
        L::default().labels()
    }

    fn scale(&self) -> Scale {
        L::default().scale()
    }

    fn check(&self, output: &Spec) -> Result<()> {
        L::default().check(output)
    }
}

/// The cosine of the angle between labels and output: 1 where they agree, unlike the
/// [loss](losses::CosineSimilarity).
pub fn cosine_similarity(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
    -losses::CosineSimilarity::default().call(y_true, y_pred)
}
