//! The samples of a batch.

use std::sync::Arc;

use super::data::Table;
use super::examples::Examples;
use crate::Result;
use crate::autodiff::{Tape, Tensor};
use crate::tensor::{Buffer, Dims, MAX_RANK};

/// Samples with their labels and weights, in memory that the next batch uses again. A batch belongs to no tape: it can
/// be gathered while a step runs on another.
#[derive(Default)]
pub(super) struct Batch {
    len: usize,
    inputs: Vec<Numbers>,
    labels: Vec<Numbers>,
    weights: Option<Numbers>,
}

impl Batch {
    /// Becomes the samples at `rows`.
    pub fn gather(&mut self, examples: &Examples<'_>, rows: &[usize]) -> Result<()> {
        self.len = rows.len();
        gather(&mut self.inputs, &examples.inputs, rows)?;
        gather(&mut self.labels, &examples.labels, rows)?;
        if let Some(weights) = &examples.weights {
            let numbers = self.weights.get_or_insert_default();
            let out = numbers.become_like(Dims::new(&[rows.len()])?);
            out.iter_mut().zip(rows).for_each(|(out, &row)| *out = weights[row]);
        }
        Ok(())
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The inputs, onto `tape`.
    pub fn inputs(&self, tape: &Tape, tensors: &mut Vec<Tensor>) {
        tensors.clear();
        tensors.extend(self.inputs.iter().map(|numbers| tape.shared(numbers.dims, &numbers.values)));
    }

    /// The labels for the output at a position, which gave `y_pred`.
    pub fn labels(&self, output: usize, y_pred: &Tensor) -> Tensor {
        let Numbers { dims, values } = &self.labels[output];
        let predicted = y_pred.shape();
        // A number a sample, where the output has an axis of one element for it.
        let is_flat = dims.rank() == 1 && predicted.rank() == 2 && predicted.last_size() == 1;
        let dims = if is_flat { dims.with(1, 1).unwrap_or(*dims) } else { *dims };
        y_pred.tape().shared(dims, values)
    }

    /// The labels, onto `tape`, as they were given.
    pub fn given_labels(&self, tape: &Tape, tensors: &mut Vec<Tensor>) {
        tensors.clear();
        tensors.extend(self.labels.iter().map(|numbers| tape.shared(numbers.dims, &numbers.values)));
    }

    /// How much the samples count, shaped to be multiplied with losses of a rank.
    pub fn weights(&self, tape: &Tape, rank: usize) -> Option<Tensor> {
        let weights = self.weights.as_ref()?;
        let mut sizes = [1; MAX_RANK];
        sizes[0] = self.len;
        match Dims::new(&sizes[..rank.max(1)]) {
            Ok(dims) => Some(tape.shared(dims, &weights.values)),
            Err(error) => Some(tape.fail(error)),
        }
    }
}

/// The numbers of one input or output, at the beginning of a buffer.
struct Numbers {
    dims: Dims,
    values: Arc<Buffer>,
}

impl Default for Numbers {
    fn default() -> Self {
        Self { dims: Dims::SCALAR, values: Arc::default() }
    }
}

impl Numbers {
    /// Memory for numbers of another shape: the same, if it is large enough and no tape holds it any more.
    fn become_like(&mut self, dims: Dims) -> &mut [f32] {
        self.dims = dims;
        let len = dims.elements();
        if self.values.len() < len || Arc::get_mut(&mut self.values).is_none() {
            self.values = Arc::new(Buffer::zeroed(len));
        }
        &mut Arc::get_mut(&mut self.values).expect("nobody else holds it")[..len]
    }
}

fn gather(numbers: &mut Vec<Numbers>, tables: &[Table<'_>], rows: &[usize]) -> Result<()> {
    numbers.resize_with(tables.len(), Numbers::default);
    for (numbers, table) in numbers.iter_mut().zip(tables) {
        let dims = table.dims().resized(0, rows.len())?;
        table.gather(rows, numbers.become_like(dims));
    }
    Ok(())
}
