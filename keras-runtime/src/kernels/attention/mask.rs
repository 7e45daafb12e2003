//! Who sees whom.

use std::ops::Range;

use super::Sizes;
use crate::kernels::rows::softmax_rows;

/// Which keys each query sees.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mask<'a> {
    /// `(batch, queries)`: 0 for a query that sees nothing. An empty slice here and below hides nothing.
    pub queries: &'a [f32],
    /// `(batch, keys)`: 0 for a key that nobody sees.
    pub keys: &'a [f32],
    /// `(batch, queries, keys)`: 0 for a pair that does not see each other.
    pub pairs: &'a [f32],
    /// Whether a query sees no later step than its own.
    pub causal: bool,
    /// How many steps on each side a query sees, its own included.
    pub window: usize,
    /// Whether a query that sees nothing gives no weight to any key, or the same to all.
    pub blind_to_zero: bool,
}

/// The keys that one query sees.
struct Seen<'a> {
    band: Range<usize>,
    /// 0 for a key that is not seen.
    lists: [&'a [f32]; 2],
}

impl Seen<'_> {
    /// Lets the scores of hidden keys be such that they get no weight.
    fn hide(&self, scores: &mut [f32]) {
        scores[..self.band.start].fill(f32::NEG_INFINITY);
        scores[self.band.end..].fill(f32::NEG_INFINITY);
        for list in self.lists {
            scores.iter_mut().zip(list).filter(|(_, seen)| **seen == 0.0).for_each(|(score, _)| {
                *score = f32::NEG_INFINITY;
            });
        }
    }

    fn is_nothing(&self) -> bool {
        let is_hidden = |key: usize| self.lists.iter().any(|list| list.get(key) == Some(&0.0));
        self.band.clone().all(is_hidden)
    }
}

impl Mask<'_> {
    fn hides(&self) -> bool {
        let lists = [self.queries, self.keys, self.pairs];
        self.causal || self.window < usize::MAX || lists.iter().any(|list| !list.is_empty())
    }

    fn seen(&self, sizes: Sizes, sample: usize, query: usize) -> Seen<'_> {
        let Sizes { queries, keys, .. } = sizes;
        let place = sample * queries + query;
        let part = |list, start| if <[f32]>::is_empty(list) { list } else { &list[start..][..keys] };
        let lists = [part(self.keys, sample * keys), part(self.pairs, place * keys)];
        if self.queries.get(place) == Some(&0.0) {
            return Seen { band: 0..0, lists };
        }
        let before = self.window - 1;
        let after = if self.causal { 0 } else { before };
        let end = query.saturating_add(after).saturating_add(1).min(keys);
        Seen { band: query.saturating_sub(before).min(end)..end, lists }
    }

    /// Writes the softmax of the scores of one head, which are overwritten, into `y`: hidden keys have no weight.
    pub(super) fn softmax(&self, sizes: Sizes, number: usize, scores: &mut [f32], y: &mut [f32]) {
        let keys = sizes.keys;
        if self.hides() {
            for (query, scores) in scores.chunks_exact_mut(keys).enumerate() {
                self.seen(sizes, number / sizes.heads, query).hide(scores);
            }
        }
        softmax_rows(scores, keys, y);
        let weight = if self.blind_to_zero { 0.0 } else { 1.0 / keys as f32 };
        self.each_blind(sizes, number, |query| y[query * keys..][..keys].fill(weight));
    }

    /// Calls `f` with each query of a head that sees nothing.
    pub(super) fn each_blind(&self, sizes: Sizes, number: usize, f: impl FnMut(usize)) {
        if self.hides() {
            let is_blind = |query: &usize| self.seen(sizes, number / sizes.heads, *query).is_nothing();
            (0..sizes.queries).filter(is_blind).for_each(f);
        }
    }
}
