//! Focal cross-entropies, where what is easy counts less.

use keras_macros::Config;

use super::axis::{check_axis, to_last};
use super::categorical::{check_smoothing, cut, is_cut, share, smoothed};
use super::facts::facts;
use super::of_default::words;
use super::{
    ClassLogits, Distributions, FromLogits, FromProbabilities, LabelRange, Logits, Loss, LossKind,
    Probabilities, Reduction, Same, Scale, Source, check_classes, check_head, check_separate, require,
};
use crate::autodiff::Tensor;
use crate::autodiff::ops::{PointLoss, RowLoss, row_loss};
use crate::backend as K;
use crate::shape::{Dim, OneOrMore, Spec};
use crate::{Error, Result};

/// Binary focal cross-entropy, the mean of `(1 − p)^gamma` times the binary cross-entropy, where `p` is the probability
/// that the output gives to what is right.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[1.0, 0.0]]), tape.array(&[[0.75, 0.5]]));
/// let loss = BinaryFocalCrossentropy::default().call(&y_true, &y_pred).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "0.0956");
/// let plain = BinaryFocalCrossentropy::default().gamma(0.0).call(&y_true, &y_pred).to_array()[0];
/// assert_eq!(format!("{plain:.4}"), "0.4904");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, from 0 to 1 |
/// | `y_pred` | `(…, n)`, probabilities, as of a sigmoid; or logits |
/// | loss | `(…)`, one for each row |
///
/// The output is as that of [`BinaryCrossentropy`](super::BinaryCrossentropy).
///
/// Source: Lin and others, ["Focal loss for dense object detection"](https://arxiv.org/abs/1708.02002) (2017). As
/// [`keras.losses.BinaryFocalCrossentropy`](https://keras.io/api/losses/probabilistic_losses/#binaryfocalcrossentropy-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct BinaryFocalCrossentropy<From = FromProbabilities> {
    /// Class balancing: whether the two classes count by `alpha`.
    #[default(false)]
    apply_class_balancing: bool,
    /// Weight of the class 1, from 0 to 1; that of the class 0 is `1 − alpha`.
    #[default(0.25)]
    alpha: f32,
    /// Focusing parameter: the power, 0 or more. 0 is the plain cross-entropy.
    #[default(2.0)]
    gamma: f32,
    #[config(typed)]
    #[default(FromProbabilities)]
    from_logits: From,
    /// How far labels move towards 0.5, from 0 to 1.
    #[default(0.0)]
    #[config(check = super::share)]
    label_smoothing: f32,
    /// Axis: the one whose mean is taken; the batch is axis 0.
    #[default(-1)]
    axis: isize,
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

/// Categorical focal cross-entropy, the sum of `−alpha · (1 − y_pred)^gamma · y_true · log(y_pred)` over classes.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[0.0, 1.0]]), tape.array(&[[0.25, 0.75]]));
/// let loss = CategoricalFocalCrossentropy::default().alpha(1.0).call(&y_true, &y_pred).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "0.0180");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, one-hot, or another distribution over `n` classes |
/// | `y_pred` | `(…, n)`, probabilities, as of a softmax; or logits |
/// | loss | `(…)`, one for each row |
///
/// Labels and output are as those of [`CategoricalCrossentropy`](super::CategoricalCrossentropy).
///
/// Source: Lin and others, ["Focal loss for dense object detection"](https://arxiv.org/abs/1708.02002) (2017). As
/// [`keras.losses.CategoricalFocalCrossentropy`](https://keras.io/api/losses/probabilistic_losses/#categoricalfocalcrossentropy-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct CategoricalFocalCrossentropy<From = FromProbabilities> {
    /// Weight of the loss: one for all classes, or one for each of up to 64.
    #[default(OneOrMore::new(&[0.25]))]
    alpha: OneOrMore<f32, MOST>,
    /// Focusing parameter: the power, 0 or more. 0 is the plain cross-entropy.
    #[default(2.0)]
    gamma: f32,
    #[config(typed)]
    #[default(FromProbabilities)]
    from_logits: From,
    /// How much of each label is spread evenly over all classes, from 0 to 1.
    #[default(0.0)]
    #[config(check = super::share)]
    label_smoothing: f32,
    /// Axis: that of the classes; the batch is axis 0.
    #[default(-1)]
    axis: isize,
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

words!(const BinaryFocalCrossentropy: binary_focal_crossentropy);
words!(const CategoricalFocalCrossentropy: categorical_focal_crossentropy);

impl BinaryFocalCrossentropy {
    // It is a type and not an argument, so that rustc compares it with the model's last layer.
    /// Takes the output for logits, whose sigmoid are the probabilities.
    #[must_use]
    pub const fn from_logits(self) -> BinaryFocalCrossentropy<FromLogits> {
        let Self { apply_class_balancing, alpha, gamma, label_smoothing, axis, reduction, .. } = self;
        let from_logits = FromLogits;
        BinaryFocalCrossentropy {
            apply_class_balancing,
            alpha,
            gamma,
            from_logits,
            label_smoothing,
            axis,
            reduction,
        }
    }
}

impl CategoricalFocalCrossentropy {
    // It is a type and not an argument, so that rustc compares it with the model's last layer.
    /// Takes the output for logits, whose softmax are the probabilities.
    #[must_use]
    pub const fn from_logits(self) -> CategoricalFocalCrossentropy<FromLogits> {
        let Self { alpha, gamma, label_smoothing, axis, reduction, .. } = self;
        let from_logits = FromLogits;
        CategoricalFocalCrossentropy { alpha, gamma, from_logits, label_smoothing, axis, reduction }
    }
}

/// The most classes that have each a weight of their own.
const MOST: usize = 64;

macro_rules! takes {
    ($($loss:ident<$from:ident>: $takes:ident;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl LossKind for $loss<$from> {
            type Takes = $takes;
            type Labels<O> = Same<O>;
        }
    )*};
}

takes! {
    BinaryFocalCrossentropy<FromProbabilities>: Probabilities;
    BinaryFocalCrossentropy<FromLogits>: Logits;
    CategoricalFocalCrossentropy<FromProbabilities>: Distributions;
    CategoricalFocalCrossentropy<FromLogits>: ClassLogits;
}

impl<F: Source> Loss for BinaryFocalCrossentropy<F> {
    facts!(form: Same, range: Probability);

    fn scale(&self) -> Scale {
        if self.from_logits.is_logits() { Scale::Logit } else { Scale::Probability }
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        let y_true = smoothed(y_true, self.label_smoothing, 0.5);
        let y_pred = if self.from_logits.is_logits() { K::sigmoid(y_pred) } else { y_pred.clone() };
        let [y_true, y_pred] = [&y_true, &y_pred].map(|x| to_last(self.name(), self.axis, x));
        let balance = self.apply_class_balancing.then_some(self.alpha);
        row_loss(FocalPoint { gamma: self.gamma, balance }, &y_true, &y_pred)
    }

    fn check(&self, output: &Spec) -> Result<()> {
        check_smoothing(self.name(), self.label_smoothing)?;
        check_gamma(self.name(), self.gamma)?;
        require((0.0..=1.0).contains(&self.alpha), self.name(), "an `alpha` from 0 to 1", self.alpha)?;
        check_axis(self.name(), self.axis, output)?;
        check_separate(self.name(), output)?;
        check_head(self.name(), self.from_logits, output, "sigmoid")
    }
}

impl<F: Source> Loss for CategoricalFocalCrossentropy<F> {
    facts!(form: Same);

    fn labels(&self) -> LabelRange {
        if self.axis == -1 { LabelRange::Distribution } else { LabelRange::Probability }
    }

    fn scale(&self) -> Scale {
        if self.from_logits.is_logits() { Scale::ClassLogit } else { Scale::Probability }
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        let [y_true, y_pred] = [y_true, y_pred].map(|x| to_last(self.name(), self.axis, x));
        let y_true = smoothed(&y_true, self.label_smoothing, 1.0 / y_pred.shape().last_size() as f32);
        let y_pred = if self.from_logits.is_logits() { K::softmax(&y_pred) } else { y_pred };
        row_loss(FocalScores { gamma: self.gamma, alpha: self.alpha }, &y_true, &y_pred)
    }

    fn check(&self, output: &Spec) -> Result<()> {
        check_smoothing(self.name(), self.label_smoothing)?;
        check_gamma(self.name(), self.gamma)?;
        check_axis(self.name(), self.axis, output)?;
        check_head(self.name(), self.from_logits, output, "softmax")?;
        check_classes(self.name(), output)?;
        let rank = output.shape().rank() as isize;
        let axis = if self.axis < 0 { self.axis + rank } else { self.axis - 1 };
        match output.shape().dim(axis as usize) {
            Dim::Known(classes) if ![1, classes].contains(&self.alpha.len()) => {
                let expected = format!("an `alpha` for all classes or one for each of {classes}");
                Err(Error::expected(self.name(), expected, format!("{} of them", self.alpha.len())))
            }
            _ => Ok(()),
        }
    }
}

fn check_gamma(loss: &str, gamma: f32) -> Result<()> {
    require(gamma >= 0.0 && gamma.is_finite(), loss, "a `gamma` of 0 or more", gamma)
}

/// The focal cross-entropy of one probability.
struct FocalPoint {
    gamma: f32,
    /// What the class 1 counts, if classes count differently.
    balance: Option<f32>,
}

impl FocalPoint {
    /// What a label counts, and the slope of that.
    fn weight(&self, t: f32) -> [f32; 2] {
        self.balance.map_or([1.0, 0.0], |alpha| [t * alpha + (1.0 - t) * (1.0 - alpha), 2.0 * alpha - 1.0])
    }
}

impl PointLoss for FocalPoint {
    const NAME: &'static str = "BinaryFocalCrossentropy";

    fn value(&self, t: f32, p: f32) -> f32 {
        let [focus, _] = power(wrong(t, p), self.gamma);
        self.weight(t)[0] * focus * surprise(t, cut(p))
    }

    fn slopes(&self, t: f32, p: f32) -> [f32; 2] {
        let ([weight, weight_slope], [focus, focus_slope]) = (self.weight(t), power(wrong(t, p), self.gamma));
        let q = cut(p);
        let surprise = surprise(t, q);
        let by_p = if is_cut(p) { 0.0 } else { (1.0 - t) / (1.0 - q) - t / q };
        let by_t = (1.0 - q).ln() - q.ln();
        [
            weight_slope * focus * surprise
                + weight * (focus_slope * (1.0 - 2.0 * p) * surprise + focus * by_t),
            weight * (focus_slope * (1.0 - 2.0 * t) * surprise + focus * by_p),
        ]
    }
}

/// How wrong a probability is: 1 less what it gives to what is right.
fn wrong(t: f32, p: f32) -> f32 {
    1.0 - (t * p + (1.0 - t) * (1.0 - p))
}

/// The binary cross-entropy.
fn surprise(t: f32, p: f32) -> f32 {
    -(t * p.ln() + (1.0 - t) * (1.0 - p).ln())
}

/// A power and its slope.
fn power(x: f32, gamma: f32) -> [f32; 2] {
    [x.powf(gamma), if gamma == 0.0 { 0.0 } else { gamma * x.powf(gamma - 1.0) }]
}

/// The focal cross-entropy of scores that are divided by their sum.
struct FocalScores {
    gamma: f32,
    alpha: OneOrMore<f32, MOST>,
}

impl FocalScores {
    fn alpha(&self, class: usize) -> f32 {
        self.alpha.get(if self.alpha.len() == 1 { 0 } else { class })
    }

    /// What a class counts, and the slope of that by its share.
    fn term(&self, share: f32) -> [f32; 2] {
        let q = cut(share);
        let [focus, focus_slope] = power(1.0 - q, self.gamma);
        let slope = if is_cut(share) { 0.0 } else { focus_slope * q.ln() - focus / q };
        [-focus * q.ln(), slope]
    }
}

impl RowLoss for FocalScores {
    const NAME: &'static str = "CategoricalFocalCrossentropy";

    fn value(&self, t: &[f32], p: &[f32]) -> Result<f32> {
        if ![1, p.len()].contains(&self.alpha.len()) {
            let expected = format!("an `alpha` for all classes or one for each of {}", p.len());
            return Err(Error::expected(Self::NAME, expected, self.alpha.len()));
        }
        let sum = p.iter().sum();
        let terms = t.iter().zip(p).enumerate();
        Ok(terms.map(|(class, (t, &p))| self.alpha(class) * t * self.term(share(p, sum))[0]).sum())
    }

    fn by_output(&self, t: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        let sum = p.iter().sum();
        // Of scores that are all 0 no share is a slope.
        if sum == 0.0 {
            return;
        }
        let slope = |class: usize| self.alpha(class) * t[class] * self.term(share(p[class], sum))[1];
        let along: f32 = (0..p.len()).map(|class| slope(class) * share(p[class], sum)).sum();
        g.iter_mut().enumerate().for_each(|(class, g)| *g += dy * (slope(class) - along) / sum);
    }

    fn by_labels(&self, _: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        let sum = p.iter().sum();
        g.iter_mut().enumerate().for_each(|(class, g)| {
            *g += dy * self.alpha(class) * self.term(share(p[class], sum))[0];
        });
    }
}
