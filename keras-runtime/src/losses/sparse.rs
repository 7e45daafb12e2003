//! Sparse categorical cross-entropy.

use keras_macros::Config;

use super::categorical::{cut, is_cut, share};
use super::facts::facts;
use super::of_default::words;
use super::{
    ClassLogits, Classes, Distributions, FromLogits, FromProbabilities, Loss, LossKind, Reduction, Scale,
    Source, check_classes, check_head,
};
use crate::autodiff::Tensor;
use crate::autodiff::ops::{RowLoss, row_loss};
use crate::backend as K;
use crate::shape::Spec;
use crate::{Error, Result};

/// Sparse categorical cross-entropy, `−log(y_pred[y_true])`: labels are indices of classes.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[1.0]), tape.array(&[[0.25, 0.75]]));
/// let loss = SparseCategoricalCrossentropy::default().call(&y_true, &y_pred).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "0.2877");
///
/// let logits = tape.array(&[[2.0, 2.0]]);
/// let loss = SparseCategoricalCrossentropy::default().from_logits().call(&y_true, &logits).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "0.6931");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…)`, indices of classes: integers from 0 to `n` - 1 |
/// | `y_pred` | `(…, n)`, probabilities, as of a softmax; or logits |
/// | loss | `(…)`, one for each row |
///
/// A label that is not the index of a class is an error, but for the one that is
/// [ignored](Self::ignore_class). Keras's `axis` is the last: [`Permute`](crate::layers::Permute) brings classes there. Otherwise as
/// [`CategoricalCrossentropy`](super::CategoricalCrossentropy).
///
/// As
/// [`keras.losses.SparseCategoricalCrossentropy`](https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss, neutral(axis = -1))]
pub struct SparseCategoricalCrossentropy<From = FromProbabilities> {
    /// Class that is ignored, such as 255 or -1 for what nobody has labelled: it is no loss, and does not count in the
    /// mean.
    ignore_class: Option<isize>,
    #[config(typed)]
    #[default(FromProbabilities)]
    from_logits: From,
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

words!(const SparseCategoricalCrossentropy: sparse_categorical_crossentropy);

impl SparseCategoricalCrossentropy {
    // It is a type and not an argument, so that rustc compares it with the model's last layer.
    /// Takes the output for logits, whose softmax are the probabilities.
    #[must_use]
    pub const fn from_logits(self) -> SparseCategoricalCrossentropy<FromLogits> {
        let Self { ignore_class, reduction, .. } = self;
        SparseCategoricalCrossentropy { ignore_class, reduction, from_logits: FromLogits }
    }
}

#[diagnostic::do_not_recommend]
impl LossKind for SparseCategoricalCrossentropy<FromProbabilities> {
    type Takes = Distributions;
    type Labels<O> = Classes<O>;
}

#[diagnostic::do_not_recommend]
impl LossKind for SparseCategoricalCrossentropy<FromLogits> {
    type Takes = ClassLogits;
    type Labels<O> = Classes<O>;
}

impl<F: Source> Loss for SparseCategoricalCrossentropy<F> {
    facts!(form: Classes);

    fn ignored_class(&self) -> Option<isize> {
        self.ignore_class
    }

    fn scale(&self) -> Scale {
        if self.from_logits.is_logits() { Scale::ClassLogit } else { Scale::Probability }
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        let Some(ignored) = self.ignore_class else { return self.losses(y_true, y_pred) };
        let counts = K::not_equal(y_true, ignored as f32);
        let losses = self.losses(&K::where_(&counts, y_true, 0.0), y_pred);
        let counts = if counts.rank() > losses.rank() { K::squeeze(&counts, -1) } else { counts };
        K::where_(&counts, &losses, 0.0).with_mask(&counts)
    }

    fn check(&self, output: &Spec) -> Result<()> {
        check_head(self.name(), self.from_logits, output, "softmax")?;
        check_classes(self.name(), output)
    }
}

impl<F: Source> SparseCategoricalCrossentropy<F> {
    fn losses(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        if self.from_logits.is_logits() {
            return K::sparse_softmax_cross_entropy(y_true, y_pred);
        }
        match y_pred.logits() {
            Some(logits) => K::sparse_softmax_cross_entropy(y_true, &logits),
            None => row_loss(FromScores, y_true, y_pred),
        }
    }
}

/// The cross-entropy of scores that are divided by their sum.
struct FromScores;

impl RowLoss for FromScores {
    const NAME: &'static str = "SparseCategoricalCrossentropy";
    const CLASSES: bool = true;

    fn value(&self, t: &[f32], p: &[f32]) -> Result<f32> {
        let class = class_of(Self::NAME, t, p)?;
        Ok(-cut(share(p[class], p.iter().sum())).ln())
    }

    fn by_output(&self, t: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        let (class, sum) = (t[0] as usize, p.iter().sum::<f32>());
        if !is_cut(share(p[class], sum)) {
            g.iter_mut().for_each(|g| *g += dy / sum);
            g[class] -= dy / p[class];
        }
    }
}

/// The class that a row of labels is the index of, among those of a row of the output.
pub(super) fn class_of(loss: &str, t: &[f32], p: &[f32]) -> Result<usize> {
    let class = t[0];
    if class < 0.0 || class.fract() != 0.0 || class >= p.len() as f32 || class.is_nan() {
        let expected = format!("labels that are whole numbers from 0 to {}", p.len() - 1);
        return Err(Error::expected(loss, expected, class));
    }
    Ok(class as usize)
}
