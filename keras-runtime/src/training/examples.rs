//! Samples with their labels and weights, ready to be taken in batches.

use super::data::Table;
use crate::autodiff::{Tape, Tensor};
use crate::tensor::Dims;

/// Samples with what is to be learnt of them.
pub(super) struct Examples<'a> {
    pub inputs: Vec<Table<'a>>,
    /// Output by output; none where only a prediction is wanted.
    pub labels: Vec<Table<'a>>,
    /// How much each sample counts in the loss.
    pub weights: Option<Vec<f32>>,
}

impl Examples<'_> {
    /// The inputs of the samples at `rows`, onto `tape`.
    pub fn inputs(&self, tape: &Tape, rows: &[usize], tensors: &mut Vec<Tensor>) {
        tensors.clear();
        tensors.extend(self.inputs.iter().map(|table| batch(tape, table, rows, table.dims())));
    }

    /// The labels of the samples at `rows` for the output at a position, which gave `y_pred`.
    pub fn labels(&self, rows: &[usize], output: usize, y_pred: &Tensor) -> Tensor {
        let table = &self.labels[output];
        let (dims, predicted) = (table.dims(), y_pred.shape());
        // A number a sample, where the output has an axis of one element for it.
        let is_flat = dims.rank() == 1 && predicted.rank() == 2 && predicted.last_size() == 1;
        let dims = if is_flat { dims.with(1, 1).unwrap_or(dims) } else { dims };
        batch(y_pred.tape(), table, rows, dims)
    }

    /// How much the samples at `rows` count, shaped to be multiplied with losses of a rank.
    pub fn weights(&self, tape: &Tape, rows: &[usize], rank: usize) -> Option<Tensor> {
        let weights = self.weights.as_ref()?;
        let mut sizes = [1; crate::tensor::MAX_RANK];
        sizes[0] = rows.len();
        Some(tape.constant(&sizes[..rank.max(1)], |out| {
            out.iter_mut().zip(rows).for_each(|(out, &row)| *out = weights[row]);
        }))
    }
}

fn batch(tape: &Tape, table: &Table<'_>, rows: &[usize], dims: Dims) -> Tensor {
    match dims.resized(0, rows.len()) {
        Ok(dims) => tape.constant(&dims, |out| table.gather(rows, out)),
        Err(error) => tape.fail(error),
    }
}
