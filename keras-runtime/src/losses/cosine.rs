//! Cosine similarity.

use keras_macros::Config;

use super::axis::{check_axis, to_last};
use super::facts::facts;
use super::{AnyOutput, EPSILON, Loss, LossKind, Reduction, Same};
use crate::Result;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{RowLoss, row_loss};
use crate::shape::Spec;

/// Cosine similarity as a loss, the cosine of the angle between labels and output, negated: -1 where they agree, 1
/// where they are opposed.
///
/// `−sum(y_true · y_pred) / (‖y_true‖ · ‖y_pred‖)`, along the last axis.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[0.0, 1.0]]), tape.array(&[[0.0, 2.0]]));
/// assert_eq!(CosineSimilarity::default().call(&y_true, &y_pred).to_array()[0], -1.0);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, any numbers |
/// | `y_pred` | `(…, n)`, any numbers |
/// | loss | `(…)`, one for each row |
///
/// As [`keras.losses.CosineSimilarity`](https://keras.io/api/losses/regression_losses/#cosinesimilarity-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct CosineSimilarity {
    /// Axis: the one of the vectors; the batch is axis 0.
    #[default(-1)]
    axis: isize,
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

/// Cosine similarity, the cosine of the angle between labels and output: 1 where they agree, unlike the [loss](CosineSimilarity).
pub fn cosine_similarity(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
    -CosineSimilarity::default().call(y_true, y_pred)
}

#[diagnostic::do_not_recommend]
impl LossKind for CosineSimilarity {
    type Takes = AnyOutput;
    type Labels<O> = Same<O>;
}

impl Loss for CosineSimilarity {
    facts!(form: Same);

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        let [y_true, y_pred] = [y_true, y_pred].map(|x| to_last(self.name(), self.axis, x));
        row_loss(*self, &y_true, &y_pred)
    }

    fn check(&self, output: &Spec) -> Result<()> {
        check_axis(self.name(), self.axis, output)
    }
}

impl RowLoss for CosineSimilarity {
    const NAME: &'static str = "CosineSimilarity";

    fn value(&self, t: &[f32], p: &[f32]) -> Result<f32> {
        Ok(-(dot(t, p) * shrink(t) * shrink(p)) as f32)
    }

    fn by_output(&self, t: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        turn(t, p, dy, g);
    }

    fn by_labels(&self, t: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        turn(p, t, dy, g);
    }
}

/// Adds `dy` times the slopes by `x`, when the other vector is `to`. A vector of zeros has no direction to turn.
fn turn(to: &[f32], x: &[f32], dy: f32, g: &mut [f32]) {
    let (outer, inner) = (shrink(to), shrink(x));
    if inner >= LARGEST {
        return;
    }
    let cosine = dot(to, x) * outer * inner;
    g.iter_mut().zip(to.iter().zip(x)).for_each(|(g, (&to, &x))| {
        let slope = inner * (outer * f64::from(to) - cosine * inner * f64::from(x));
        *g -= dy * slope as f32;
    });
}

/// In doubles, which hold the square of any `f32`.
fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}

/// The greatest factor that a short vector is stretched by.
const LARGEST: f64 = 1.0 / EPSILON as f64;

/// What makes a vector one of length 1, unless it is too short.
fn shrink(x: &[f32]) -> f64 {
    let scale = dot(x, x).sqrt().recip();
    if scale > LARGEST { LARGEST } else { scale }
}
