//! Connectionist temporal classification.

use keras_macros::Config;

use super::facts::facts;
use super::of_default::words;
use super::{AnyLabels, ClassLogits, Loss, LossKind, Reduction};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::shape::{Head, Spec};
use crate::{Error, Result};

/// CTC loss (connectionist temporal classification), for sequences of labels that are shorter than the sequence that they
/// are read from, such as text in sound or in handwriting.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let y_true = tape.array(&[[1.0, 0.0]]);   // one label, and padding
/// let y_pred = tape.constant(&[1, 2, 2], |logits| logits.fill(0.0));
/// let loss = CTC::default().call(&y_true, &y_pred).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "0.2877");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(batch, length)`, indices of classes from 1; 0 is the blank, and pads at the end |
/// | `y_pred` | `(batch, steps, n)`, logits of `n` classes, the blank being class 0 |
/// | loss | `(batch)` |
///
/// Labels that need more steps than there are, are an error. As [`ctc_loss`](K::ctc_loss), and as
/// [`keras.losses.CTC`](https://keras.io/api/losses/probabilistic_losses/#ctc-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
#[allow(clippy::upper_case_acronyms, reason = "the name that Keras gives it")]
pub struct CTC {
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

words!(const CTC: ctc);

#[diagnostic::do_not_recommend]
impl LossKind for CTC {
    type Takes = ClassLogits;
    type Labels<O> = AnyLabels;
}

impl Loss for CTC {
    facts!(form: Either, scale: ClassLogit);

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        let (tape, dims) = (y_pred.tape(), y_pred.shape());
        if dims.rank() != 3 || y_true.rank() != 2 {
            let expected = "labels of (batch, length) and logits of (batch, steps, classes)";
            let found = format!("{} and {dims}", y_true.shape());
            return tape.fail(Error::expected(self.name(), expected, found));
        }
        let lengths = K::sum_axis(&K::not_equal(y_true, 0.0), -1);
        let steps = tape.constant(&dims[..1], |steps| steps.fill(dims[1] as f32));
        K::ctc_loss(y_true, y_pred, &lengths, &steps, 0)
    }

    fn check(&self, output: &Spec) -> Result<()> {
        if output.shape().rank() != 2 {
            return Err(Error::expected(
                self.name(),
                "an output of (steps, classes) a sample",
                output.shape(),
            ));
        }
        match output.head() {
            Head::Softmax | Head::Sigmoid => {
                let message = "it takes logits, but the model's last layer gives probabilities";
                Err(Error::new(self.name(), message).help("leave the activation of the last layer out"))
            }
            _ => Ok(()),
        }
    }
}
