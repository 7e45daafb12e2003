//! Recurrent layers: many small products by the same weights, each followed by one pass over the gates.
//!
//! The samples of a batch go through all steps without regard to each other, so threads share the batch, and no result
//! depends on how many there are. Everything that has an axis of steps is laid out as (batch, steps, …), as the
//! input is: products over all steps at once need no copies, and what belongs to a sample is in one piece.

mod backward;
mod cells;
mod forward;
mod scaled;
#[cfg(test)]
mod tests;

pub(crate) use backward::Backward;
pub(crate) use cells::{Cell, Gru, Lstm, Simple};
pub(crate) use forward::Forward;
pub(crate) use scaled::ScaledOutputs;

use smallvec::SmallVec;

use super::isa::Isa;
use super::matmul::{Matrix, Packed};
use super::{parallel, scratch};

/// What a gate of a unit costs in a step besides the products, in multiply-adds of a matrix product.
const COST: usize = 32;

/// Units that are computed side by side.
const LANES: usize = 8;

/// The sizes of a recurrence, and the order of its steps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    pub batch: usize,
    pub steps: usize,
    pub units: usize,
    /// Whether the last step of the input comes first.
    pub backwards: bool,
}

impl Sizes {
    /// Which step of the input is taken as the `k`-th.
    fn step(self, k: usize) -> usize {
        if self.backwards { self.steps - 1 - k } else { k }
    }

    /// How many threads should share the batch: none if there is no sample.
    fn threads(self, gates: usize) -> usize {
        let work = self.steps * self.units * gates * (self.units + COST);
        parallel::threads_for(self.batch * work).min(self.batch)
    }
}

/// The slices of a batch, which can be cut between samples.
trait Batch: Send + Sized {
    /// The first `samples` of `batch`, and the others.
    fn split(self, batch: usize, samples: usize) -> (Self, Self);
}

/// Does `work` on parts of a batch, one a thread: it is given the slices, and the number of samples.
fn share<B: Batch>(slices: B, batch: usize, threads: usize, work: &(impl Fn(B, usize) + Sync)) {
    let mut rest = Some((slices, batch));
    let parts = (1..=threads).rev().filter_map(|threads| {
        let (slices, batch) = rest.take()?;
        let samples = batch / threads;
        if threads == 1 {
            return Some((slices, batch));
        }
        let (part, others) = slices.split(batch, samples);
        rest = Some((others, batch - samples));
        Some((part, samples))
    });
    parallel::each_of(parts, |(slices, batch)| work(slices, batch));
}

/// The part of a slice that belongs to the first `samples` of `batch`, and the rest.
fn cut(slice: &[f32], batch: usize, samples: usize) -> (&[f32], &[f32]) {
    slice.split_at(slice.len() / batch * samples)
}

/// [`cut`] of what can be changed.
fn cut_mut(slice: &mut [f32], batch: usize, samples: usize) -> (&mut [f32], &mut [f32]) {
    slice.split_at_mut(slice.len() / batch * samples)
}

/// The recurrent kernel, (units, gates · units), in one piece, or with a piece for each gate if each sees another part of
/// the last output.
fn pieces(
    recurrent: &[f32],
    units: usize,
    gates: usize,
    apart: bool,
) -> impl Iterator<Item = Matrix<'_>> + Clone {
    let (count, width) = if apart { (gates, units) } else { (1, gates * units) };
    (0..count).map(move |i| Matrix::with_strides(&recurrent[i * width..], units, width, gates * units, 1))
}

/// Packs matrices for the products of all steps.
fn packed<'a, R>(
    isa: Isa,
    matrices: impl Iterator<Item = Matrix<'a>> + Clone,
    use_them: impl FnOnce(&[Packed<'_>]) -> R,
) -> R {
    let len = |matrix: Matrix<'_>| Packed::len(isa, matrix.rows(), matrix.cols());
    scratch::with(matrices.clone().map(len).sum(), |mut memory| {
        let pack = |matrix| {
            let (own, rest) = std::mem::take(&mut memory).split_at_mut(len(matrix));
            memory = rest;
            Packed::new(isa, matrix, own)
        };
        use_them(&matrices.map(pack).collect::<SmallVec<[_; 4]>>())
    })
}

/// Calls `take` with each value of a row for each sample, its factor for a gate, whose columns begin `at` this one, and
/// its place in `out`.
fn each_factor(
    rows: &[f32],
    (factors, at): (&[f32], usize),
    batch: usize,
    out: &mut [f32],
    take: impl Fn(f32, f32, &mut f32),
) {
    let (units, columns) = (rows.len() / batch, factors.len() / batch);
    let factors = factors.chunks_exact(columns).map(|factors| &factors[at..][..units]);
    for ((out, row), factors) in out.chunks_exact_mut(units).zip(rows.chunks_exact(units)).zip(factors) {
        out.iter_mut().zip(row).zip(factors).for_each(|((out, x), factor)| take(*x, *factor, out));
    }
}

/// `N` neighbours.
#[inline(always)]
fn load<const N: usize>(values: &[f32], at: usize) -> [f32; N] {
    *values[at..].first_chunk().expect("a row has room for a vector")
}

/// Writes `N` neighbours.
#[inline(always)]
fn store<const N: usize>(values: &mut [f32], at: usize, lanes: [f32; N]) {
    values[at..][..N].copy_from_slice(&lanes);
}
