//! Hinge losses.

use keras_macros::Config;

use super::of_default::words;
use super::{AnyOutput, LabelRange, Loss, LossKind, Same, Scale};
use crate::Result;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{PointLoss, RowLoss, row_loss};
use crate::backend as K;
use crate::config::{ToObject, Value};

/// Hinge loss, the mean of `max(1 - y_true * y_pred, 0)`, where labels are -1 or 1:
/// [`Hinge`](https://keras.io/api/losses/hinge_losses/#hinge-class).
///
/// Labels that are all 0 or 1 are taken for -1 and 1.
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
#[non_exhaustive]
pub struct Hinge {}

/// Squared hinge loss, the mean of `max(1 - y_true * y_pred, 0)²`:
/// [`SquaredHinge`](https://keras.io/api/losses/hinge_losses/#squaredhinge-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
#[non_exhaustive]
pub struct SquaredHinge {}

/// Categorical hinge loss, `max(1 + the best wrong score - the right score, 0)`, where labels are one-hot, or -1 and 1:
/// [`CategoricalHinge`](https://keras.io/api/losses/hinge_losses/#categoricalhinge-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
#[non_exhaustive]
pub struct CategoricalHinge {}

words!(const Hinge: hinge);
words!(const SquaredHinge: squared_hinge);
words!(const CategoricalHinge: categorical_hinge);

impl LossKind for Hinge {
    type Takes = AnyOutput;
    type Labels<O> = Same<O>;
}

impl LossKind for SquaredHinge {
    type Takes = AnyOutput;
    type Labels<O> = Same<O>;
}

impl LossKind for CategoricalHinge {
    type Takes = AnyOutput;
    type Labels<O> = Same<O>;
}

impl Loss for Hinge {
    fn name(&self) -> &'static str {
        <Self as PointLoss>::NAME
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn labels(&self) -> LabelRange {
        LabelRange::Signs
    }

    fn scale(&self) -> Scale {
        Scale::Margin
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        row_loss(*self, &signs(y_true), y_pred)
    }
}

impl Loss for SquaredHinge {
    fn name(&self) -> &'static str {
        <Self as PointLoss>::NAME
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn labels(&self) -> LabelRange {
        LabelRange::Signs
    }

    fn scale(&self) -> Scale {
        Scale::Margin
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        row_loss(*self, &signs(y_true), y_pred)
    }
}

impl Loss for CategoricalHinge {
    fn name(&self) -> &'static str {
        <Self as RowLoss>::NAME
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn labels(&self) -> LabelRange {
        LabelRange::Signs
    }

    fn scale(&self) -> Scale {
        Scale::ClassLogit
    }

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
