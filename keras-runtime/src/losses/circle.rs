//! Circle loss.

use keras_macros::Config;

use super::facts::facts;
use super::of_default::words;
use super::{AnyLabels, AnyOutput, Loss, LossKind, Reduction, require};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::shape::Spec;
use crate::{Error, Result};

/// Circle loss of embeddings: those of one class come closer, those of others part, and each pair counts by how far it
/// is from where it should be. Labels are indices of classes.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let y_true = tape.array(&[0.0, 0.0, 1.0]);
/// let y_pred = tape.array(&[[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]]);
/// let loss = Circle::default().gamma(2.0).call(&y_true, &y_pred).to_array();
/// assert_eq!(format!("{:.4} {:.4} {:.4}", loss[0], loss[1], loss[2]), "0.4518 0.7763 0.0000");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(batch)`, numbers of classes, of which there may be any number |
/// | `y_pred` | `(batch, n)`, embeddings of length 1 |
/// | loss | `(batch)`, 0 for a sample without another of its class |
///
/// Pairs are made within a batch, so that it holds several samples of each class. As in Keras, samples whose loss is 0 do
/// not count in the mean.
///
/// Source: Sun and others, ["Circle loss: a unified perspective of pair similarity
/// optimization"](https://arxiv.org/abs/2002.10857) (2020). As
/// [`keras.losses.Circle`](https://keras.io/api/losses/metric_learning_losses/).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct Circle {
    /// Scale of the similarities, above 0.
    #[default(80.0)]
    gamma: f32,
    /// Relaxation margin, from 0 to 1.
    #[default(0.4)]
    margin: f32,
    /// Whether no sample is a pair with itself.
    #[default(true)]
    remove_diagonal: bool,
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

words!(const Circle: circle);

/// What stands for the logarithm of 0: finite, so that slopes are.
const NOTHING: f32 = -1e30;

/// The greatest distance, whose square is a number yet: embeddings of length 1 are 2 apart at most.
const FARTHEST: f32 = 1e15;

#[diagnostic::do_not_recommend]
impl LossKind for Circle {
    type Takes = AnyOutput;
    type Labels<O> = AnyLabels;
}

impl Loss for Circle {
    facts!(form: Either);

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        let (labels, output) = (y_true.shape(), y_pred.shape());
        if output.rank() != 2 {
            return y_pred.tape().fail(Error::expected(
                self.name(),
                "embeddings of shape (batch, n)",
                output,
            ));
        }
        if labels[..] != [output[0]] && labels[..] != [output[0], 1] {
            let expected = format!("classes of shape ({},)", output[0]);
            return y_pred.tape().fail(Error::expected(self.name(), expected, labels));
        }
        let rows = K::reshape(y_true, &[-1, 1]);
        let is_same = K::equal(&rows, K::reshape(y_true, &[1, -1]));
        let is_other = 1.0 - &is_same;
        let is_pair = if self.remove_diagonal { is_same - diagonal(y_pred) } else { is_same };

        let distance = K::clip(&(1.0 - K::matmul(y_pred, &K::transpose(y_pred))), 0.0, FARTHEST);
        let (gamma, margin) = (self.gamma, self.margin);
        let near = -gamma * (margin + &distance) * (margin - &distance);
        let far = gamma * K::maximum(&(1.0 + margin - &distance), 0.0) * (1.0 - margin - &distance);
        let of_pairs = |is_pair: &Tensor, x: Tensor| K::logsumexp_axis(&K::where_(is_pair, &x, NOTHING), -1);
        let losses = K::softplus(&(of_pairs(&is_pair, near) + of_pairs(&is_other, far)));
        let counts = K::stop_gradient(&K::greater(&losses, 0.0));
        losses.with_mask(&counts)
    }

    fn check(&self, output: &Spec) -> Result<()> {
        require(self.gamma > 0.0 && self.gamma.is_finite(), self.name(), "a `gamma` above 0", self.gamma)?;
        require((0.0..=1.0).contains(&self.margin), self.name(), "a `margin` from 0 to 1", self.margin)?;
        if output.shape().rank() == 1 {
            return Ok(());
        }
        let error =
            Error::expected(self.name(), "an embedding a sample, an output of rank 1", output.shape());
        Err(error.help("`Flatten` or `GlobalAveragePooling2D` before the last layer"))
    }
}

/// The identity matrix with a row for each sample.
fn diagonal(y_pred: &Tensor) -> Tensor {
    let samples = y_pred.shape()[0];
    y_pred.tape().constant(&[samples, samples], |x| {
        x.fill(0.0);
        x.iter_mut().step_by(samples + 1).for_each(|x| *x = 1.0);
    })
}
