//! Hinge losses.

use keras_macros::Config;

use super::facts::facts;
use super::of_default::words;
use super::{AnyOutput, Loss, LossKind, Reduction, Same};
use crate::Result;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{PointLoss, RowLoss, row_loss};
use crate::backend as K;

/// Hinge loss, the mean of `max(1 − y_true · y_pred, 0)`: for decisions with a margin, as of a support vector machine.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[-1.0, 1.0]]), tape.array(&[[0.5, 2.0]]));
/// assert_eq!(Hinge::default().call(&y_true, &y_pred).to_array()[0], 0.75);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, -1 or 1; if all are 0 or 1, 0 is taken for -1 |
/// | `y_pred` | `(…, n)`, scores |
/// | loss | `(…)`, one for each row |
///
/// As [`keras.losses.Hinge`](https://keras.io/api/losses/hinge_losses/#hinge-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct Hinge {
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

/// Squared hinge loss, the mean of `max(1 − y_true · y_pred, 0)²`.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[-1.0, 1.0]]), tape.array(&[[0.5, 2.0]]));
/// assert_eq!(SquaredHinge::default().call(&y_true, &y_pred).to_array()[0], 1.125);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, -1 or 1; if all are 0 or 1, 0 is taken for -1 |
/// | `y_pred` | `(…, n)`, scores |
/// | loss | `(…)`, one for each row |
///
/// As [`keras.losses.SquaredHinge`](https://keras.io/api/losses/hinge_losses/#squaredhinge-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct SquaredHinge {
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

/// Categorical hinge loss, `max(1 + max((1 − y_true) · y_pred) − sum(y_true · y_pred), 0)`: the best wrong score
/// against the right one.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[0.0, 1.0, 0.0]]), tape.array(&[[0.5, 1.0, 0.25]]));
/// assert_eq!(CategoricalHinge::default().call(&y_true, &y_pred).to_array()[0], 0.5);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, one-hot, or -1 and 1 |
/// | `y_pred` | `(…, n)`, scores of `n` classes |
/// | loss | `(…)`, one for each row |
///
/// As [`keras.losses.CategoricalHinge`](https://keras.io/api/losses/hinge_losses/#categoricalhinge-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct CategoricalHinge {
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

words!(const Hinge: hinge);
words!(const SquaredHinge: squared_hinge);
words!(const CategoricalHinge: categorical_hinge);

#[diagnostic::do_not_recommend]
impl LossKind for Hinge {
    type Takes = AnyOutput;
    type Labels<O> = Same<O>;
}

#[diagnostic::do_not_recommend]
impl LossKind for SquaredHinge {
    type Takes = AnyOutput;
    type Labels<O> = Same<O>;
}

#[diagnostic::do_not_recommend]
impl LossKind for CategoricalHinge {
    type Takes = AnyOutput;
    type Labels<O> = Same<O>;
}

impl Loss for Hinge {
    facts!(form: Same, range: Signs, scale: Margin);

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        row_loss(*self, &signs(y_true), y_pred)
    }
}

impl Loss for SquaredHinge {
    facts!(form: Same, range: Signs, scale: Margin);

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        row_loss(*self, &signs(y_true), y_pred)
    }
}

impl Loss for CategoricalHinge {
    facts!(form: Same, range: Signs, scale: ClassLogit);

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        row_loss(*self, y_true, y_pred)
    }
}

/// Labels of 0 and 1 as -1 and 1; other labels as they are.
fn signs(y_true: &Tensor) -> Tensor {
    if y_true.read(|labels| labels.iter().all(|&label| label == 0.0 || label == 1.0)) {
        K::map(y_true, |label| 2.0 * label - 1.0, |_, _| 2.0)
    } else {
        y_true.clone()
    }
}

/// `max(1 - t * p, 0)`; NaN stays NaN.
fn margin(t: f32, p: f32) -> f32 {
    let margin = 1.0 - t * p;
    if margin < 0.0 { 0.0 } else { margin }
}

impl PointLoss for Hinge {
    const NAME: &'static str = "Hinge";

    fn value(&self, t: f32, p: f32) -> f32 {
        margin(t, p)
    }

    fn slopes(&self, t: f32, p: f32) -> [f32; 2] {
        if margin(t, p) > 0.0 { [-p, -t] } else { [0.0; 2] }
    }
}

impl PointLoss for SquaredHinge {
    const NAME: &'static str = "SquaredHinge";

    fn value(&self, t: f32, p: f32) -> f32 {
        margin(t, p) * margin(t, p)
    }

    fn slopes(&self, t: f32, p: f32) -> [f32; 2] {
        let slope = -2.0 * margin(t, p);
        [slope * p, slope * t]
    }
}

impl RowLoss for CategoricalHinge {
    const NAME: &'static str = "CategoricalHinge";

    fn value(&self, t: &[f32], p: &[f32]) -> Result<f32> {
        Ok(categorical_margin(t, p).0)
    }

    fn by_output(&self, t: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        let (margin, wrong) = categorical_margin(t, p);
        if margin > 0.0 {
            g.iter_mut().zip(t).for_each(|(g, t)| *g -= dy * t);
            g[wrong] += dy * (1.0 - t[wrong]);
        }
    }

    fn by_labels(&self, t: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        let (margin, wrong) = categorical_margin(t, p);
        if margin > 0.0 {
            g.iter_mut().zip(p).for_each(|(g, p)| *g -= dy * p);
            g[wrong] -= dy * p[wrong];
        }
    }
}

/// The loss, and the place of the best wrong score.
fn categorical_margin(t: &[f32], p: &[f32]) -> (f32, usize) {
    let right = t.iter().zip(p).map(|(&t, &p)| f64::from(t) * f64::from(p)).sum::<f64>() as f32;
    let (mut best, mut wrong) = (f32::NEG_INFINITY, 0);
    for (i, (t, p)) in t.iter().zip(p).enumerate() {
        let score = (1.0 - t) * p;
        if score > best || score.is_nan() {
            (best, wrong) = (score, i);
        }
    }
    let margin = best - right + 1.0;
    (if margin < 0.0 { 0.0 } else { margin }, wrong)
}
