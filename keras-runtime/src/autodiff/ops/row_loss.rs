use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::rows::{self, Pair};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Loss of a row: a function of a row of labels and a row of the output along the last axis, and its gradients by both.
pub(crate) trait RowLoss: Send + 'static {
    /// The name, for messages.
    const NAME: &'static str;

    /// Whether a row of labels is the index of a class, rather than as long as the output's.
    const CLASSES: bool = false;

    /// The loss.
    fn value(&self, t: &[f32], p: &[f32]) -> Result<f32>;

    /// Adds `dy` times the slopes by the output to `g`.
    fn by_output(&self, t: &[f32], p: &[f32], dy: f32, g: &mut [f32]);

    /// Adds `dy` times the slopes by the labels to `g`; classes have none.
    fn by_labels(&self, t: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        let _ = (t, p, dy, g);
    }
}

/// Applies a loss over the last axis, which is removed; the first axis is the batch.
pub(crate) fn row_loss(loss: impl RowLoss, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
    y_pred.tape().apply(LossOfRows(loss), &[y_true, y_pred])
}

struct LossOfRows<L>(L);

impl<L: RowLoss> LossOfRows<L> {
    /// The labels and the output, each with the length of its rows.
    fn pair<'x>(&self, x: &'x Inputs<'_>) -> Pair<'x> {
        let size = if x.dims(1).rank() > 1 { x.dims(1).last_size() } else { 1 };
        [(&x[0], if L::CLASSES { 1 } else { size }), (&x[1], size)]
    }
}

impl<L: RowLoss> Operation for LossOfRows<L> {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let (labels, output) = (x.dims(0), x.dims(1));
        let [rows, labels_rows] = [output, labels].map(without_last);
        let fits = if L::CLASSES {
            output.rank() > 1 && (labels == rows || (labels_rows == rows && labels.last_size() == 1))
        } else {
            let column = output.last_size() == 1 && labels == rows;
            labels == output || column || (labels.last_size() == 1 && labels_rows == output)
        };
        if output.rank() == 0 || output.last_size() == 0 {
            return Err(Error::expected(L::NAME, "an output with a batch and a last axis", output));
        }
        if !fits {
            let expected =
                if L::CLASSES { format!("classes of shape {rows}") } else { format!("labels of {output}") };
            return Err(Error::expected(L::NAME, expected, labels));
        }
        Ok(rows)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        rows::map_pairs(self.pair(x), y, |t, p| self.0.value(t, p))
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let pair @ [(_, labels), (_, output)] = self.pair(x);
        dx.add(1, |g| rows::each_pair(pair, dy, g, output, |t, p, dy, g| self.0.by_output(t, p, dy, g)));
        dx.add(0, |g| rows::each_pair(pair, dy, g, labels, |t, p, dy, g| self.0.by_labels(t, p, dy, g)));
    }
}

/// The rows of an output: one number a sample is a row.
fn without_last(dims: Dims) -> Dims {
    if dims.rank() > 1 { dims.without(dims.rank() - 1) } else { dims }
}

/// Pointwise loss: a function of a label and a number, and its derivatives by both, averaged or summed over each row.
pub(crate) trait PointLoss: Send + 'static {
    /// The name, for messages.
    const NAME: &'static str;

    /// Whether the mean is taken, rather than the sum.
    const MEAN: bool = true;

    /// The loss of the label `t` and the number `p`.
    fn value(&self, t: f32, p: f32) -> f32;

    /// Its slopes by `t` and by `p`.
    fn slopes(&self, t: f32, p: f32) -> [f32; 2];
}

impl<L: PointLoss> RowLoss for L {
    const NAME: &'static str = L::NAME;

    fn value(&self, t: &[f32], p: &[f32]) -> Result<f32> {
        let sum = rows::sum_pairs(t, p, |t, p| self.value(t, p));
        Ok(if L::MEAN { sum / p.len() as f64 } else { sum } as f32)
    }

    fn by_output(&self, t: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        let dy = if L::MEAN { dy / p.len() as f32 } else { dy };
        rows::add_pairs(t, p, g, |t, p| dy * self.slopes(t, p)[1]);
    }

    fn by_labels(&self, t: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        let dy = if L::MEAN { dy / p.len() as f32 } else { dy };
        rows::add_pairs(t, p, g, |t, p| dy * self.slopes(t, p)[0]);
    }
}
