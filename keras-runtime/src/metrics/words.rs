//! The words for metrics, as Keras has them as strings.
#![allow(non_upper_case_globals)]

use super::accuracy::{Binary, Categorical, Fitting, Sparse, SparseTopK, TopK};
use super::mean::SquaredError;
use super::{
    Accuracy, BinaryAccuracy, CategoricalAccuracy, RootMeanSquaredError, RowMean, SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy,
};
use crate::autodiff::Tensor;
use crate::losses::{self, Loss};

/// How often the output is right: see [`Accuracy`].
pub const accuracy: Accuracy = RowMean::of(Fitting);
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
        #[doc = concat!("[`", stringify!($loss), "`](losses::", stringify!($loss), ") as a function, for use as a metric.")]
        pub fn $name(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
            losses::$loss::default().call(y_true, y_pred)
        }
    )*)*};
}

losses! {
    MeanSquaredError: mean_squared_error, mse;
    MeanAbsoluteError: mean_absolute_error, mae;
    MeanAbsolutePercentageError: mean_absolute_percentage_error, mape;
    MeanSquaredLogarithmicError: mean_squared_logarithmic_error, msle;
    Huber: huber;
    LogCosh: log_cosh;
    Hinge: hinge;
    SquaredHinge: squared_hinge;
    CategoricalHinge: categorical_hinge;
    CategoricalCrossentropy: categorical_crossentropy;
    SparseCategoricalCrossentropy: sparse_categorical_crossentropy;
    BinaryCrossentropy: binary_crossentropy;
    KLDivergence: kl_divergence;
    Poisson: poisson;
}

/// The cosine of the angle between labels and output: 1 where they agree, unlike the
/// [loss](losses::CosineSimilarity).
pub fn cosine_similarity(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
    -losses::CosineSimilarity::default().call(y_true, y_pred)
}
