//! Binary cross-entropy.

use keras_macros::Config;

use super::axis::{check_axis, to_last};
use super::categorical::{check_smoothing, cut, is_cut, smoothed};
use super::facts::facts;
use super::of_default::words;
use super::{
    FromLogits, FromProbabilities, Logits, Loss, LossKind, Probabilities, Reduction, Same, Scale, Source,
    check_head, check_separate, share,
};
use crate::Result;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{PointLoss, row_loss};
use crate::shape::Spec;

/// Binary cross-entropy (log loss), the mean of `−y_true · log(y_pred) − (1 − y_true) · log(1 − y_pred)`.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[1.0, 0.0]]), tape.array(&[[0.75, 0.5]]));
/// let loss = BinaryCrossentropy::default().call(&y_true, &y_pred).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "0.4904");
///
/// let logits = tape.array(&[[0.0, 0.0]]);
/// let loss = BinaryCrossentropy::default().from_logits().call(&y_true, &logits).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "0.6931");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, from 0 to 1 |
/// | `y_pred` | `(…, n)`, probabilities, as of a sigmoid; or logits |
/// | loss | `(…)`, one for each row |
///
/// The output is probabilities, or logits after [`from_logits`](Self::from_logits), and rustc checks that the model
/// gives
/// what the loss takes. A softmax is not: its probabilities exclude each other.
///
/// Where the output is the sigmoid of a model's last layer, the loss is computed from its logits: the same number, but
/// not
/// clipped where Keras clips probabilities, at 10⁻⁷, and with a gradient however wrong the model is.
///
/// As [`keras.losses.BinaryCrossentropy`](https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class).
#[doc(alias = "BCELoss")]
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct BinaryCrossentropy<From = FromProbabilities> {
    /// How far labels move towards 0.5, from 0 to 1.
    #[default(0.0)]
    #[config(check = share)]
    label_smoothing: f32,
    /// Axis: the one whose mean is taken; the batch is axis 0.
    #[default(-1)]
    axis: isize,
    #[config(typed)]
    #[default(FromProbabilities)]
    from_logits: From,
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

words!(const BinaryCrossentropy: binary_crossentropy);

impl BinaryCrossentropy {
    // It is a type and not an argument, so that rustc compares it with the model's last layer.
    /// Takes the output for logits, whose sigmoid are the probabilities.
    #[must_use]
    pub const fn from_logits(self) -> BinaryCrossentropy<FromLogits> {
        let Self { label_smoothing, axis, reduction, .. } = self;
        BinaryCrossentropy { label_smoothing, axis, reduction, from_logits: FromLogits }
    }
}

#[diagnostic::do_not_recommend]
impl LossKind for BinaryCrossentropy<FromProbabilities> {
    type Takes = Probabilities;
    type Labels<O> = Same<O>;
}

#[diagnostic::do_not_recommend]
impl LossKind for BinaryCrossentropy<FromLogits> {
    type Takes = Logits;
    type Labels<O> = Same<O>;
}

impl<F: Source> Loss for BinaryCrossentropy<F> {
    facts!(form: Same, range: Probability);

    fn scale(&self) -> Scale {
        if self.from_logits.is_logits() { Scale::Logit } else { Scale::Probability }
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        let along = |x: &Tensor| to_last(self.name(), self.axis, x);
        let y_true = &along(&smoothed(y_true, self.label_smoothing, 0.5));
        if self.from_logits.is_logits() {
            return row_loss(Logit, y_true, &along(y_pred));
        }
        match y_pred.log_odds() {
            Some(logits) => row_loss(Logit, y_true, &along(&logits)),
            None => row_loss(Probability, y_true, &along(y_pred)),
        }
    }

    fn check(&self, output: &Spec) -> Result<()> {
        check_smoothing(self.name(), self.label_smoothing)?;
        check_axis(self.name(), self.axis, output)?;
        check_separate(self.name(), output)?;
        check_head(self.name(), self.from_logits, output, "sigmoid")
    }
}

struct Probability;

impl PointLoss for Probability {
    const NAME: &'static str = "BinaryCrossentropy";

    fn value(&self, t: f32, p: f32) -> f32 {
        let p = cut(p);
        -(t * p.ln() + (1.0 - t) * (1.0 - p).ln())
    }

    fn slopes(&self, t: f32, p: f32) -> [f32; 2] {
        let slope = if is_cut(p) { 0.0 } else { (1.0 - t) / (1.0 - p) - t / p };
        let p = cut(p);
        [(1.0 - p).ln() - p.ln(), slope]
    }
}

struct Logit;

impl PointLoss for Logit {
    const NAME: &'static str = "BinaryCrossentropy";

    /// `log(1 + exp(x)) - t * x`
    fn value(&self, t: f32, x: f32) -> f32 {
        x.max(0.0) + (-x.abs()).exp().ln_1p() - t * x
    }

    fn slopes(&self, t: f32, x: f32) -> [f32; 2] {
        [-x, 1.0 / (1.0 + (-x).exp()) - t]
    }
}
