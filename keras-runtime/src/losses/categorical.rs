//! Categorical cross-entropy.

use keras_macros::Config;

use super::axis::{check_axis, to_last};
use super::facts::facts;
use super::of_default::words;
use super::{
    ClassLogits, Distributions, EPSILON, FromLogits, FromProbabilities, LabelRange, Loss, LossKind,
    Reduction, Same, Scale, Source, check_classes, check_head, require,
};
use crate::Result;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{RowLoss, row_loss};
use crate::backend as K;
use crate::shape::Spec;

/// Categorical cross-entropy, the sum of `−y_true · log(y_pred)` over classes: labels are one-hot.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[0.0, 1.0]]), tape.array(&[[0.25, 0.75]]));
/// let loss = CategoricalCrossentropy::default().call(&y_true, &y_pred).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "0.2877");
///
/// let logits = tape.array(&[[2.0, 2.0]]);
/// let loss = CategoricalCrossentropy::default().from_logits().call(&y_true, &logits).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "0.6931");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, one-hot, or another distribution over `n` classes |
/// | `y_pred` | `(…, n)`, probabilities, as of a softmax; or logits |
/// | loss | `(…)`, one for each row |
///
/// For labels that are the index of a class there is
/// [`SparseCategoricalCrossentropy`](super::SparseCategoricalCrossentropy).
/// The output is probabilities, or logits after [`from_logits`](Self::from_logits), and rustc checks that the model
/// gives
/// what the loss takes.
///
/// Keras takes rows of labels of any sum, and several classes at once train something else than meant, in silence. Here
/// rows whose sum is neither 1 nor 0 are an error of `fit` and `evaluate`; a row of zeros is a sample without a label,
/// of
/// loss 0.
///
/// Where the output is the softmax of a model's last layer, the loss is computed from its logits: the same number, but
/// not clipped where Keras clips probabilities, at 10⁻⁷.
///
/// As
/// [`keras.losses.CategoricalCrossentropy`](https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class).
#[doc(alias = "CrossEntropyLoss")]
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct CategoricalCrossentropy<From = FromProbabilities> {
    /// How much of each label is spread evenly over all classes, from 0 to 1.
    #[default(0.0)]
    #[config(check = super::share)]
    label_smoothing: f32,
    /// Axis: that of the classes; the batch is axis 0.
    #[default(-1)]
    axis: isize,
    #[config(typed)]
    #[default(FromProbabilities)]
    from_logits: From,
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

words!(const CategoricalCrossentropy: categorical_crossentropy);

impl CategoricalCrossentropy {
    // It is a type and not an argument, so that rustc compares it with the model's last layer.
    /// Takes the output for logits, whose softmax are the probabilities.
    #[must_use]
    pub const fn from_logits(self) -> CategoricalCrossentropy<FromLogits> {
        let Self { label_smoothing, axis, reduction, .. } = self;
        CategoricalCrossentropy { label_smoothing, axis, reduction, from_logits: FromLogits }
    }
}

#[diagnostic::do_not_recommend]
impl LossKind for CategoricalCrossentropy<FromProbabilities> {
    type Takes = Distributions;
    type Labels<O> = Same<O>;
}

#[diagnostic::do_not_recommend]
impl LossKind for CategoricalCrossentropy<FromLogits> {
    type Takes = ClassLogits;
    type Labels<O> = Same<O>;
}

impl<F: Source> Loss for CategoricalCrossentropy<F> {
    facts!(form: Same);

    fn labels(&self) -> LabelRange {
        if self.axis == -1 { LabelRange::Distribution } else { LabelRange::Probability }
    }

    fn scale(&self) -> Scale {
        if self.from_logits.is_logits() { Scale::ClassLogit } else { Scale::Probability }
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        let along = |x: &Tensor| to_last(self.name(), self.axis, x);
        let (y_true, y_pred, logits) = (along(y_true), &along(y_pred), y_pred.logits());
        let y_true = &smoothed(&y_true, self.label_smoothing, 1.0 / y_pred.shape().last_size() as f32);
        if self.from_logits.is_logits() {
            return K::softmax_cross_entropy(y_true, y_pred);
        }
        match logits.filter(|_| self.axis == -1) {
            Some(logits) => K::softmax_cross_entropy(y_true, &logits),
            None => row_loss(FromScores, y_true, y_pred),
        }
    }

    fn check(&self, output: &Spec) -> Result<()> {
        check_smoothing(self.name(), self.label_smoothing)?;
        check_axis(self.name(), self.axis, output)?;
        check_head(self.name(), self.from_logits, output, "softmax")?;
        check_classes(self.name(), output)
    }
}

pub(super) fn check_smoothing(loss: &str, label_smoothing: f32) -> Result<()> {
    let is_right = (0.0..=1.0).contains(&label_smoothing);
    require(is_right, loss, "a `label_smoothing` from 0 to 1", label_smoothing)
}

/// Labels of which a part is the same `share` for every class.
pub(super) fn smoothed(y_true: &Tensor, part: f32, share: f32) -> Tensor {
    if part == 0.0 {
        return y_true.clone();
    }
    K::map(y_true, move |label| label * (1.0 - part) + part * share, move |_, _| 1.0 - part)
}

/// The cross-entropy of scores that are divided by their sum.
struct FromScores;

impl RowLoss for FromScores {
    const NAME: &'static str = "CategoricalCrossentropy";

    fn value(&self, t: &[f32], p: &[f32]) -> Result<f32> {
        let sum = p.iter().sum();
        Ok(-t.iter().zip(p).map(|(t, &p)| t * cut(share(p, sum)).ln()).sum::<f32>())
    }

    fn by_output(&self, t: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        let sum = p.iter().sum();
        // What is cut has no slope.
        let kept = |t: f32, p: f32| if is_cut(share(p, sum)) { 0.0 } else { t };
        let mass: f32 = t.iter().zip(p).map(|(&t, &p)| kept(t, p)).sum();
        g.iter_mut().zip(t.iter().zip(p)).for_each(|(g, (&t, &p))| {
            let own = kept(t, p);
            *g += dy * (share(mass, sum) - share(own, p));
        });
    }

    fn by_labels(&self, _: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        let sum = p.iter().sum();
        g.iter_mut().zip(p).for_each(|(g, &p)| *g -= dy * cut(share(p, sum)).ln());
    }
}

/// The part of a sum that a score is; of nothing, none.
pub(super) fn share(score: f32, sum: f32) -> f32 {
    if score == 0.0 { 0.0 } else { score / sum }
}

/// A probability whose logarithm, and that of its opposite, is finite.
pub(super) fn cut(p: f32) -> f32 {
    p.clamp(EPSILON, 1.0 - EPSILON)
}

/// Whether a probability is too close to 0 or 1.
pub(super) fn is_cut(p: f32) -> bool {
    !(EPSILON..=1.0 - EPSILON).contains(&p)
}
