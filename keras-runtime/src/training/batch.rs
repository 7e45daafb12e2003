//! The samples of a batch.

use std::borrow::Cow;
use std::sync::Arc;

use super::class_weight::ClassWeights;
use super::data::{Table, Tables};
use super::engine::EngineArray;
use super::examples::Examples;
use super::ranks::{Part, hash};
use crate::Result;
use crate::autodiff::{Tape, Tensor};
use crate::collective::Share;
use crate::tensor::{Buffer, Dims, MAX_RANK};

/// Samples with their labels and weights, in memory that the next batch uses again. A batch belongs to no tape: it can
/// be gathered while a step runs on another.
#[derive(Default)]
pub(super) struct Batch {
    len: usize,
    /// How many of them each rank has, of a batch that is shared: the inputs are of this rank's.
    counts: Vec<usize>,
    /// Whether its labels and weights were those of all ranks from the beginning.
    is_whole: bool,
    inputs: Vec<Numbers>,
    labels: Vec<Numbers>,
    /// Where samples of some batches count alike, the memory for the others stays.
    weights: Vec<Numbers>,
    /// How many of them are of this batch.
    weighted: usize,
}

impl Batch {
    /// Becomes the samples at `rows`.
    pub fn gather(&mut self, examples: &Examples<'_>, rows: &[usize]) -> Result<()> {
        gather(&mut self.inputs, &examples.inputs, rows.len(), |table, out| table.gather(rows, out))?;
        self.gather_all_but_inputs(examples, rows)
    }

    fn gather_all_but_inputs(&mut self, examples: &Examples<'_>, rows: &[usize]) -> Result<()> {
        self.counts.clear();
        self.is_whole = false;
        self.len = rows.len();
        gather(&mut self.labels, &examples.labels, rows.len(), |table, out| table.gather(rows, out))?;
        self.weighted = examples.weights.len();
        gather(&mut self.weights, &examples.weights, rows.len(), |table, out| table.gather(rows, out))
    }

    /// Becomes this rank's share of the samples at `rows`, with the labels and weights of all.
    pub fn gather_share(&mut self, examples: &Examples<'_>, rows: &[usize], part: Part) -> Result<()> {
        self.gather_all_but_inputs(examples, rows)?;
        self.is_whole = true;
        self.counts.extend(part.counts(rows.len()));
        let rows = &rows[part.of(rows.len())];
        gather(&mut self.inputs, &examples.inputs, rows.len(), |table, out| table.gather(rows, out))
    }

    /// Whether the labels and weights are those of all ranks.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// How many samples each rank has, of a batch that is shared.
    pub fn counts(&self) -> &[usize] {
        &self.counts
    }

    /// The share of a rank.
    pub fn share(&self, rank: usize) -> Share {
        let own = self.counts.get(rank).copied().unwrap_or(self.len);
        Share { first: self.counts.iter().take(rank).sum(), own }
    }

    /// Becomes a batch without samples, of the shapes of an earlier one; `false` if that was none.
    pub fn become_empty(&mut self, like: &Self) -> Result<bool> {
        (self.len, self.weighted) = (0, like.weighted);
        self.counts.clear();
        let Self { inputs, labels, weights, .. } = self;
        let parts = [(inputs, &like.inputs), (labels, &like.labels), (weights, &like.weights)];
        for (numbers, like) in parts {
            reserve(numbers, like.len());
            for (numbers, like) in numbers.iter_mut().zip(like) {
                numbers.become_like(like.dims.resized(0, 0)?);
            }
        }
        Ok(!self.inputs.is_empty())
    }

    /// Lets the labels and weights become those of all ranks, of which each has as many samples as `counts` says.
    pub fn complete(
        &mut self,
        counts: impl Iterator<Item = usize>,
        gather: impl Fn(&[f32], &[usize], &mut [f32]),
    ) -> Result<()> {
        self.counts.clear();
        self.counts.extend(counts);
        self.len = self.counts.iter().sum();
        for numbers in self.labels.iter_mut().chain(&mut self.weights[..self.weighted]) {
            let (own, width) = (numbers.values().to_vec(), numbers.width());
            let counts: Vec<usize> = self.counts.iter().map(|count| count * width).collect();
            gather(&own, &counts, numbers.become_like(numbers.dims.resized(0, self.len)?));
        }
        Ok(())
    }

    /// A hash of the inputs.
    pub fn hash_of_inputs(&self) -> u64 {
        self.inputs.iter().fold(0, |before, numbers| hash(before, numbers.values()))
    }

    /// A hash of everything.
    pub fn hash(&self) -> u64 {
        let parts = [&self.inputs[..], &self.labels, &self.weights[..self.weighted]];
        parts.into_iter().flatten().fold(0, |before, numbers| hash(before, numbers.values()))
    }

    /// How many numbers a sample has as labels and weights.
    pub fn width_of_targets(&self) -> usize {
        self.labels.iter().chain(&self.weights[..self.weighted]).map(Numbers::width).sum()
    }

    /// Becomes all the samples.
    pub fn copy(&mut self, examples: &Examples<'_>) -> Result<()> {
        self.counts.clear();
        self.is_whole = false;
        self.len = examples.inputs.first().map_or(0, Table::samples);
        self.weighted = examples.weights.len();
        let Self { inputs, labels, weights, .. } = self;
        let parts = [(inputs, &examples.inputs), (labels, &examples.labels), (weights, &examples.weights)];
        for (numbers, tables) in parts {
            reserve(numbers, tables.len());
            for (numbers, table) in numbers.iter_mut().zip(tables) {
                table.copy(numbers.become_like(table.dims()))?;
            }
        }
        Ok(())
    }

    /// The samples.
    pub fn examples(&self) -> Result<Examples<'_>> {
        let [inputs, labels, weights] =
            [&self.inputs[..], &self.labels, &self.weights[..self.weighted]].map(tables);
        Ok(Examples { inputs: inputs?, labels: labels?, weights: weights? })
    }

    /// Lets the samples count by their classes, too.
    pub fn weigh(&mut self, weights: &ClassWeights) -> Result<()> {
        if self.weighted == 0 {
            self.weighted = 1;
            reserve(&mut self.weights, 1);
            self.weights[0].become_like(Dims::new(&[self.len])?).fill(1.0);
        }
        let numbers = &mut self.weights[0];
        weights.apply(&tables(&self.labels)?, numbers.become_like(numbers.dims), self.len)
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The inputs, the labels and the weights, as another engine takes them.
    pub fn arrays(&self) -> [Vec<EngineArray<'_>>; 3] {
        let parts = [&self.inputs[..], &self.labels, &self.weights[..self.weighted]];
        parts.map(|numbers| numbers.iter().map(|numbers| (&*numbers.dims, numbers.values())).collect())
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

    /// How much the samples count for the output at a position, or their time steps, shaped to be multiplied with values of
    /// a rank; with as many axes as they were given if that is more.
    pub fn weights(&self, output: usize, tape: &Tape, rank: usize) -> Option<Tensor> {
        let weights = &self.weights[..self.weighted];
        let Numbers { dims, values } = weights.get(output).or(weights.first())?;
        let mut sizes = [1; MAX_RANK];
        sizes[..dims.rank()].copy_from_slice(dims);
        let is_step = |&axis: &usize| axis == 0 || sizes[axis] > 1;
        let own = 1 + (0..dims.rank()).rev().find(is_step).unwrap_or(0);
        match Dims::new(&sizes[..rank.max(own)]) {
            Ok(dims) => Some(tape.shared(dims, values)),
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
    fn values(&self) -> &[f32] {
        &self.values[..self.dims.elements()]
    }

    /// The numbers of a sample.
    fn width(&self) -> usize {
        self.dims.iter().skip(1).product()
    }

    fn table(&self) -> Result<Table<'_>> {
        Table::new(&self.dims, Cow::Borrowed(self.values()))
    }

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

fn tables(numbers: &[Numbers]) -> Result<Tables<'_>> {
    numbers.iter().map(Numbers::table).collect()
}

fn gather(
    numbers: &mut Vec<Numbers>,
    tables: &[Table<'_>],
    rows: usize,
    read: impl Fn(&Table<'_>, &mut [f32]) -> Result<()>,
) -> Result<()> {
    reserve(numbers, tables.len());
    for (numbers, table) in numbers.iter_mut().zip(tables) {
        read(table, numbers.become_like(table.dims().resized(0, rows)?))?;
    }
    Ok(())
}

/// Memory for so many arrays, or more.
fn reserve(numbers: &mut Vec<Numbers>, count: usize) {
    if numbers.len() < count {
        numbers.resize_with(count, Numbers::default);
    }
}
