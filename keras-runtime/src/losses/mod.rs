//! Loss functions, as in [`keras.losses`](https://keras.io/api/losses/).
//!
//! Arguments are set one after the other; in `metrics![…]` a loss is written like a layer, `Huber(delta = 2.0)`. A function
//! of the labels and the output is a loss as well:
//!
//! ```
//! use keras::autodiff::{Tape, Tensor};
//! use keras::backend as K;
//! use keras::losses::{BinaryCrossentropy, CategoricalCrossentropy, Huber, Loss, MeanSquaredError};
//!
//! let loss = CategoricalCrossentropy::default().label_smoothing(0.1);
//! let loss = BinaryCrossentropy::default().from_logits();
//! let loss = Huber::default().delta(2.0).weighted(0.5);
//!
//! fn cubic(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
//!     K::mean_axis(&K::pow(&K::abs(&(y_true - y_pred)), 3.0), -1)
//! }
//! let tape = Tape::new();
//! let (y_true, y_pred) = (tape.array(&[[0.0, 0.0]]), tape.array(&[[2.0, 0.0]]));
//! assert_eq!(Loss::call(&cubic, &y_true, &y_pred).to_array()[0], 4.0);
//! assert_eq!(MeanSquaredError::default().call(&y_true, &y_pred).to_array()[0], 2.0);
//! ```

mod any;
mod axis;
mod direction;
mod facts;
mod fits;
mod json;
mod labels;
mod of_default;
mod reduction;
mod scale;
mod source;
pub mod verdict;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod walk;

/// The files of losses: the classes in each, as a file decides them, and the words that it defines.
macro_rules! losses {
    ($($file:ident: $($loss:ident $(<$source:ident>)?),* | $($word:ident),*;)*) => {
        $(mod $file;)*

        /// The losses alone.
        #[doc(hidden)]
        pub mod classes {
            $(pub use super::$file::{$($loss),*};)*
        }

        /// The words for losses as metrics, as Keras has them as strings.
        pub mod words {
            $(pub use super::$file::{$($word),*};)*
        }

        /// The losses by name, as a configuration has them.
        pub const CLASSES: &[ClassEntry<AnyLoss>] = &[$($(ClassEntry::of::<$loss $(<$source>)?>()),*),*];

        $($(losses! { reduction $file $loss $(<$source>)? })*)*

        /// Every loss, as it is by default, and those of logits.
        #[cfg(test)]
        pub(crate) fn every_loss() -> Vec<Box<dyn Loss>> {
            let mut losses: Vec<Box<dyn Loss>> = vec![$($(Box::<$loss>::default()),*),*];
            losses.extend(tests::of_logits());
            losses
        }
    };
    (reduction $file:ident $loss:ident) => { losses! { reduction [] $file::$loss } };
    (reduction $file:ident $loss:ident <$source:ident>) => { losses! { reduction [<From>] $file::$loss<From> } };
    // No argument in `metrics![…]`, where a loss is a mean.
    (reduction [$($generics:tt)*] $loss:ty) => {
        impl $($generics)* $loss {
            /// Reduction: what is made of the losses of a batch.
            #[must_use]
            pub const fn reduction(mut self, reduction: Reduction) -> Self {
                self.reduction = reduction;
                self
            }
        }
    };
}

losses! {
    binary: BinaryCrossentropy<bool> | binary_crossentropy;
    categorical: CategoricalCrossentropy<bool> | categorical_crossentropy;
    circle: Circle | circle;
    cosine: CosineSimilarity | cosine_similarity;
    ctc: CTC | ctc;
    distributions: KLDivergence, Poisson | kl_divergence, poisson;
    focal: BinaryFocalCrossentropy<bool>, CategoricalFocalCrossentropy<bool>
        | binary_focal_crossentropy, categorical_focal_crossentropy;
    generalized: CategoricalGeneralizedCrossEntropy | categorical_generalized_cross_entropy;
    hinge: CategoricalHinge, Hinge, SquaredHinge | categorical_hinge, hinge, squared_hinge;
    overlap: Dice, Tversky | dice, tversky;
    regression:
        Huber, LogCosh, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError, MeanSquaredLogarithmicError
        | huber, log_cosh, mae, mape, mean_absolute_error, mean_absolute_percentage_error, mean_squared_error,
        mean_squared_logarithmic_error, mse, msle;
    sparse: SparseCategoricalCrossentropy<bool> | sparse_categorical_crossentropy;
}

pub use any::AnyLoss;
pub use classes::*;
pub use direction::Direction;
pub use fits::{
    AnyLabels, AnyOutput, AnyProbabilities, ClassLogits, Classes, Distributions, DistributionsOnly, Logits,
    LossKind, Probabilities, Same,
};
pub use json::deserialize;
pub(crate) use json::{full_word, is_cosine};
pub use labels::{LabelForm, LabelRange};
pub use of_default::OfDefault;
pub use reduction::Reduction;
pub use scale::Scale;
pub use source::{FromLogits, FromProbabilities, Source};

use self::source::{check_head, check_probabilities, check_separate};
use crate::autodiff::Tensor;
use crate::config::{ClassEntry, Value, undescribed};
use crate::shape::{Fault, ShapeResult, Spec};
use crate::{Error, Result};

/// Keras's `backend.epsilon()`: how close a probability comes to 0 and 1 before its logarithm is taken.
const EPSILON: f32 = 1e-7;

/// Loss function, which training minimizes, of the labels and the output of a model.
///
/// A function or closure of `(y_true, y_pred)` is one. So is a struct of your own, that says by [`LossKind`] what labels
/// and outputs it is for.
pub trait Loss: Send {
    /// The name, for messages.
    fn name(&self) -> &'static str;

    /// The loss of each sample: the shape of `y_pred` without its last axis, or a scalar for the whole batch.
    ///
    /// As everywhere in a computation, what does not fit is noted on the tape.
    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor;

    /// The labels that it makes sense of.
    fn labels(&self) -> LabelRange {
        LabelRange::Any
    }

    /// The shape of its labels beside that of the output, where it is measured as a metric. It is what [`LossKind`] tells
    /// rustc.
    fn label_form(&self) -> LabelForm {
        LabelForm::Either
    }

    /// The scale on which it takes the output, so that metrics understand the output as the loss does.
    fn scale(&self) -> Scale {
        Scale::Identity
    }

    /// Whether the arguments make sense, and the loss for this output of a model.
    ///
    /// # Errors
    ///
    /// What does not. It is the same that [`LossKind`] tells rustc, for models whose output only the program knows.
    fn check(&self, output: &Spec) -> Result<()> {
        let _ = output;
        Ok(())
    }

    /// All that Keras writes of it: module, class, configuration. A loss of your own with `#[derive(Config)]` says
    /// [`self.to_object()`](crate::config::ToObject::to_object).
    ///
    /// # Errors
    ///
    /// If it has no form in a file: by default, and if it is a function.
    fn to_json(&self) -> Result<Value> {
        Err(undescribed::<Self>("a loss"))
    }

    /// The label that stands for none, where labels are indices of classes.
    fn ignored_class(&self) -> Option<isize> {
        None
    }

    /// Reduction over a batch.
    fn reduction(&self) -> Reduction {
        Reduction::SumOverBatchSize
    }

    /// How much the loss counts beside those of other outputs.
    fn weight(&self) -> f32 {
        1.0
    }

    /// Which value is better where it stands in `metrics![…]`: the smaller one. `None` if nobody knows.
    fn direction(&self) -> Option<Direction> {
        Some(Direction::Min)
    }

    /// This loss, counting `weight` times beside those of other outputs: Keras's `loss_weights`.
    fn weighted(self, weight: f32) -> Weighted<Self>
    where
        Self: Sized,
    {
        Weighted { loss: self, weight }
    }
}

/// A function of your own.
impl<F: Fn(&Tensor, &Tensor) -> Tensor + Send> Loss for F {
    fn name(&self) -> &'static str {
        let path = std::any::type_name::<F>();
        path.rsplit("::").next().filter(|name| !name.starts_with('{')).unwrap_or("loss")
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        self(y_true, y_pred)
    }

    /// Of a function of the user's own nobody knows it.
    fn direction(&self) -> Option<Direction> {
        let is_here = std::any::type_name::<F>().starts_with(concat!(module_path!(), "::"));
        is_here.then_some(Direction::Min)
    }

    fn to_json(&self) -> Result<Value> {
        json::of_function::<F>()
    }
}

/// Weighted loss: see [`Loss::weighted`].
#[derive(Clone, Copy, Debug)]
pub struct Weighted<L> {
    loss: L,
    weight: f32,
}

impl<L: Loss> Loss for Weighted<L> {
    fn name(&self) -> &'static str {
        self.loss.name()
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        self.loss.call(y_true, y_pred)
    }

    fn labels(&self) -> LabelRange {
        self.loss.labels()
    }

    fn label_form(&self) -> LabelForm {
        self.loss.label_form()
    }

    fn scale(&self) -> Scale {
        self.loss.scale()
    }

    fn to_json(&self) -> Result<Value> {
        self.loss.to_json()
    }

    fn ignored_class(&self) -> Option<isize> {
        self.loss.ignored_class()
    }

    fn reduction(&self) -> Reduction {
        self.loss.reduction()
    }

    fn check(&self, output: &Spec) -> Result<()> {
        require(self.weight.is_finite(), self.name(), "a finite weight", self.weight)?;
        self.loss.check(output)
    }

    fn weight(&self) -> f32 {
        self.weight * self.loss.weight()
    }

    fn direction(&self) -> Option<Direction> {
        self.loss.direction()
    }
}

/// Whether an argument makes sense.
fn require(is_right: bool, loss: &str, expected: &str, found: f32) -> Result<()> {
    if is_right { Ok(()) } else { Err(Error::expected(loss, expected, found)) }
}

/// An argument that is a share.
const fn share(argument: &str, value: f32) -> ShapeResult<f32> {
    if value >= 0.0 && value <= 1.0 {
        return ShapeResult::Ok(value);
    }
    ShapeResult::Err(Fault::new("needs ").name(argument).text(" from 0 to 1"))
}

/// Whether an output has classes to choose from.
fn check_classes(loss: &str, output: &Spec) -> Result<()> {
    use crate::shape::Dim;
    match output.shape().last() {
        Some(Dim::Known(size)) if size > 1 => Ok(()),
        Some(Dim::Unknown) => Ok(()),
        _ => Err(Error::expected(loss, "an output of two classes or more", output.shape())
            .help("for one probability, use `BinaryCrossentropy`")),
    }
}
