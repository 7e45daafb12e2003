//! Attention: each query makes a weighted mean of values, and weighs them by how well their keys answer it.
//!
//! The heads of queries, keys and values lie side by side along their last axis, as a projection leaves them:
//! `(batch, steps, heads · depth)`. Weights have an axis for them: `(batch, heads, queries, keys)`.

mod mask;

#[cfg(test)]
mod tests;

pub(crate) use mask::Mask;

use super::matmul::{Epilogue, Matrix, matmul};
use super::parallel;
use super::pointwise::axpy;
use super::rows::softmax_gradient;
use super::scratch;

/// How many of everything there are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    pub batch: usize,
    pub heads: usize,
    pub queries: usize,
    pub keys: usize,
}

impl Sizes {
    /// Calls `task` with the weights of each head of each sample, and their number among all.
    fn each_head(self, depth: usize, weights: &mut [f32], task: impl Fn(usize, &mut [f32]) + Sync) {
        let Self { batch, heads, queries, keys } = self;
        assert_eq!(weights.len(), batch * heads * queries * keys);
        self.each(batch * heads, depth, weights, task);
    }

    /// Calls `task` with each of `count` equal pieces and its number; threads have several in a row.
    fn each(self, count: usize, depth: usize, values: &mut [f32], task: impl Fn(usize, &mut [f32]) + Sync) {
        if values.is_empty() {
            return;
        }
        let work = self.batch * self.heads * self.queries * self.keys * depth;
        let (len, part) = (values.len() / count, count.div_ceil(parallel::threads_for(work)));
        parallel::for_each_part(values, part * len, |first, values| {
            for (i, values) in values.chunks_exact_mut(len).enumerate() {
                task(first * part + i, values);
            }
        });
    }
}

/// Queries, keys or values, `(batch, steps, heads · depth)`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heads<'a> {
    values: &'a [f32],
    steps: usize,
    heads: usize,
    depth: usize,
}

impl<'a> Heads<'a> {
    /// `width` is that of all heads together.
    pub fn new(values: &'a [f32], steps: usize, heads: usize, width: usize) -> Self {
        assert!(width.is_multiple_of(heads) && values.len().is_multiple_of((steps * width).max(1)));
        Self { values, steps, heads, depth: width / heads }
    }

    /// The steps of one head of one sample, by its number among all.
    fn of(&self, number: usize) -> Matrix<'a> {
        let Self { values, steps, heads, depth } = *self;
        let start = (number / heads * steps * heads + number % heads) * depth;
        Matrix::with_strides(&values[start.min(values.len())..], steps, depth, heads * depth, 1)
    }
}

/// Writes the weights of the keys for each query into `y`: the softmax of their products times `scale`.
pub(crate) fn weigh(sizes: Sizes, [q, k]: [Heads<'_>; 2], scale: f32, mask: &Mask<'_>, y: &mut [f32]) {
    sizes.each_head(q.depth, y, |number, y| {
        scratch::with(y.len(), |scores| {
            matmul(scores, q.of(number), k.of(number).t(), 0.0, Epilogue::default());
            scores.iter_mut().for_each(|score| *score *= scale);
            mask.softmax(sizes, number, scores, y);
        });
    });
}

/// Writes the softmax of scores into `y`, both `(batch, heads, queries, keys)`.
pub(crate) fn weigh_scores(sizes: Sizes, scores: &[f32], mask: &Mask<'_>, y: &mut [f32]) {
    let len = sizes.queries * sizes.keys;
    sizes.each_head(1, y, |number, y| {
        scratch::with(len, |masked| {
            masked.copy_from_slice(&scores[number * len..][..len]);
            mask.softmax(sizes, number, masked, y);
        });
    });
}

/// Turns the gradient by the weights `y` into that by the products that they come from.
pub(crate) fn unweigh(sizes: Sizes, y: &[f32], scale: f32, mask: &Mask<'_>, dy: &mut [f32]) {
    let len = sizes.queries * sizes.keys;
    sizes.each_head(1, dy, |number, dy| {
        softmax_gradient(&y[number * len..][..len], sizes.keys, dy);
        dy.iter_mut().for_each(|dy| *dy *= scale);
        mask.each_blind(sizes, number, |query| dy[query * sizes.keys..][..sizes.keys].fill(0.0));
    });
}

/// `out = left · rightᵀ + beta * out` for each head, laid out as weights.
pub(crate) fn compare(sizes: Sizes, [left, right]: [Heads<'_>; 2], beta: f32, out: &mut [f32]) {
    sizes.each_head(left.depth, out, |number, out| {
        matmul(out, left.of(number), right.of(number).t(), beta, Epilogue::default());
    });
}

/// `out = weights · values + beta * out` for each head, laid out as queries; with `turned`, the weights are transposed,
/// and it is laid out as keys. `beta` is 0, which ignores what `out` holds, or 1.
pub(crate) fn mix(
    sizes: Sizes,
    weights: &[f32],
    turned: bool,
    values: Heads<'_>,
    beta: f32,
    out: &mut [f32],
) {
    let Sizes { heads, queries, keys, .. } = sizes;
    let (depth, len) = (values.depth, queries * keys);
    let of_head = |number: usize| {
        let weights = Matrix::new(&weights[number * len..][..len], queries, keys);
        if turned { weights.t() } else { weights }
    };
    sizes.each(sizes.batch, depth, out, |sample, out| {
        for head in 0..heads {
            let number = sample * heads + head;
            scratch::with(out.len() / heads, |mixed| {
                matmul(mixed, of_head(number), values.of(number), 0.0, Epilogue::default());
                for (mixed, out) in mixed.chunks_exact(depth).zip(out.chunks_exact_mut(heads * depth)) {
                    let out = &mut out[head * depth..][..depth];
                    match beta {
                        0.0 => out.copy_from_slice(mixed),
                        _ => axpy(1.0, mixed, out),
                    }
                }
            });
        }
    });
}
