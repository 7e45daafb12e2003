//! Metrics under the short names of Keras: `metrics![accuracy, mae]`.

use crate::autodiff::Tensor;
use crate::losses::{self, Loss};

macro_rules! names {
    ($($loss:ident: $($name:ident),*;)*) => {$($(
        #[doc = concat!("[`", stringify!($loss), "`](losses::", stringify!($loss), ") with its defaults, as a function.")]
        pub fn $name(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
            losses::$loss::default().call(y_true, y_pred)
        }
    )*)*};
}

names! {
    MeanSquaredError: mean_squared_error, mse;
    MeanAbsoluteError: mean_absolute_error, mae;
    MeanAbsolutePercentageError: mean_absolute_percentage_error, mape;
    MeanSquaredLogarithmicError: mean_squared_logarithmic_error, msle;
    CategoricalCrossentropy: categorical_crossentropy;
    SparseCategoricalCrossentropy: sparse_categorical_crossentropy;
    BinaryCrossentropy: binary_crossentropy;
    KLDivergence: kl_divergence;
    Poisson: poisson;
    Huber: huber;
    LogCosh: log_cosh;
    Hinge: hinge;
    SquaredHinge: squared_hinge;
    CategoricalHinge: categorical_hinge;
}
