//! Losses of overlap between regions: Dice and Tversky.

use keras_macros::Config;

use super::of_default::words;
use super::{
    AnyProbabilities, EPSILON, LabelForm, LabelRange, Loss, LossKind, Reduction, Same, Scale,
    check_probabilities, require,
};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::config::{ToObject, Value};
use crate::shape::{OneOrMore, Spec};
use crate::{Error, Result};

/// Dice loss, `1 − 2 · sum(y_true · y_pred) / (sum(y_true) + sum(y_pred))`: how far two regions are from being one, for
/// segmentation.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[1.0, 1.0, 0.0, 0.0]]), tape.array(&[[1.0, 0.0, 1.0, 0.0]]));
/// assert_eq!(format!("{:.4}", Dice::default().call(&y_true, &y_pred).item()), "0.5000");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(batch, …)`, from 0 to 1 |
/// | `y_pred` | `(batch, …)`, probabilities, as of a sigmoid or a softmax |
/// | loss | a scalar for the whole batch; with `axis` what that leaves, such as `(batch)` |
///
/// As [`keras.losses.Dice`](https://keras.io/api/losses/regression_losses/#dice-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct Dice {
    /// Axes of a region, such as `(1, 2, 3)` for each image by itself; the batch is axis 0. By default all, the batch among
    /// them.
    axis: Option<OneOrMore<isize>>,
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

/// Tversky loss, `1 − i / (i + alpha · sum(y_true · (1 − y_pred)) + beta · sum((1 − y_true) · y_pred))` with the overlap
/// `i = sum(y_true · y_pred)`: a [`Dice`] that weighs what is missed and what is too much.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[1.0, 1.0, 0.0, 0.0]]), tape.array(&[[1.0, 0.0, 1.0, 1.0]]));
/// let loss = Tversky::default().alpha(0.5).beta(0.25).call(&y_true, &y_pred).item();
/// assert_eq!(format!("{loss:.4}"), "0.5000");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(batch, …)`, from 0 to 1 |
/// | `y_pred` | `(batch, …)`, probabilities, as of a sigmoid or a softmax |
/// | loss | a scalar for the whole batch; with `axis` what that leaves, such as `(batch)` |
///
/// Keras calls what `alpha` weighs false positives; as it computes, they are what the output misses.
///
/// Source: Salehi and others, ["Tversky loss function for image segmentation using 3D fully convolutional deep
/// networks"](https://arxiv.org/abs/1706.05721) (2017). As
/// [`keras.losses.Tversky`](https://keras.io/api/losses/regression_losses/#tversky-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct Tversky {
    /// Weight of what the output misses, 0 or more.
    #[default(0.5)]
    alpha: f32,
    /// Weight of what the output has too much, 0 or more.
    #[default(0.5)]
    beta: f32,
    /// Axes of a region, such as `(1, 2, 3)` for each image by itself; the batch is axis 0. By default all, the batch among
    /// them.
    axis: Option<OneOrMore<isize>>,
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

words!(const Dice: dice);
words!(const Tversky: tversky);

macro_rules! overlaps {
    ($($loss:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl LossKind for $loss {
            type Takes = AnyProbabilities;
            type Labels<O> = Same<O>;
        }

        impl Loss for $loss {
            fn name(&self) -> &'static str {
                stringify!($loss)
            }

            fn to_json(&self) -> Result<Value> {
                self.to_object()
            }

            fn reduction(&self) -> Reduction {
                self.reduction
            }

            fn labels(&self) -> LabelRange {
                LabelRange::Probability
            }

            fn scale(&self) -> Scale {
                Scale::Probability
            }

            fn label_form(&self) -> LabelForm {
                LabelForm::Same
            }

            fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
                let (labels, output) = (y_true.shape(), y_pred.shape());
                if labels != output {
                    let error = Error::expected(self.name(), format!("labels of {output}"), labels);
                    return y_pred.tape().fail(error);
                }
                self.of(y_true, y_pred, |x| self.total(x))
            }

            fn check(&self, output: &Spec) -> Result<()> {
                self.check_weights()?;
                check_axes(self.name(), self.axis.as_ref(), output)?;
                check_probabilities(self.name(), output)
            }
        }

        impl $loss {
            /// The sum over a region.
            fn total(&self, x: &Tensor) -> Tensor {
                let Some(axes) = &self.axis else { return K::sum(x) };
                let dims = x.shape();
                match axes.iter().map(|axis| dims.axis(self.name(), axis)).collect::<Result<Vec<_>>>() {
                    Ok(mut axes) => {
                        axes.sort_unstable_by(|a, b| b.cmp(a));
                        axes.dedup();
                        axes.into_iter().fold(x.clone(), |x, axis| K::sum_axis(&x, axis as isize))
                    }
                    Err(error) => x.tape().fail(error),
                }
            }
        }
    )*};
}

overlaps! { Dice Tversky }

impl Dice {
    fn of(&self, y_true: &Tensor, y_pred: &Tensor, total: impl Fn(&Tensor) -> Tensor) -> Tensor {
        let both = total(&(y_true * y_pred)) * 2.0;
        1.0 - both / (total(y_true) + total(y_pred) + EPSILON)
    }

    fn check_weights(&self) -> Result<()> {
        Ok(())
    }
}

impl Tversky {
    fn of(&self, y_true: &Tensor, y_pred: &Tensor, total: impl Fn(&Tensor) -> Tensor) -> Tensor {
        let both = total(&(y_true * y_pred));
        let missed = total(&((1.0 - y_pred) * y_true)) * self.alpha;
        let too_much = total(&(y_pred * (1.0 - y_true))) * self.beta;
        1.0 - &both / (&both + missed + too_much + EPSILON)
    }

    fn check_weights(&self) -> Result<()> {
        let is_weight = |weight: f32| weight >= 0.0 && weight.is_finite();
        require(is_weight(self.alpha), self.name(), "an `alpha` of 0 or more", self.alpha)?;
        require(is_weight(self.beta), self.name(), "a `beta` of 0 or more", self.beta)
    }
}

/// Whether an output, whose shape is that of a sample, has these axes beside that of the batch.
fn check_axes(loss: &str, axes: Option<&OneOrMore<isize>>, output: &Spec) -> Result<()> {
    let rank = output.shape().rank() as isize + 1;
    let mut axes = axes.into_iter().flat_map(OneOrMore::iter);
    match axes.find(|axis| !(-rank..rank).contains(axis)) {
        Some(axis) => {
            let expected = format!("an `axis` of the output {}, the batch being axis 0", output.shape());
            Err(Error::expected(loss, expected, axis))
        }
        None => Ok(()),
    }
}
