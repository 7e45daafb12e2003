use smallvec::SmallVec;

use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::attention::{Heads, Mask, Sizes, compare, mix, unweigh, weigh, weigh_scores};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Attention mask: which keys each query attends to. 0 in a tensor means hidden.
#[derive(Default)]
pub(crate) struct AttentionMask {
    /// The queries that see anything, (batch, queries).
    pub queries: Option<Tensor>,
    /// The keys that are seen, (batch, keys).
    pub keys: Option<Tensor>,
    /// The pairs that see each other, (batch, queries, keys).
    pub pairs: Option<Tensor>,
    /// Whether a query sees no later step than its own.
    pub causal: bool,
    /// How many steps on each side a query sees, its own included.
    pub window: Option<usize>,
    /// Whether a query that sees nothing gives no weight to any key, or the same to all.
    pub blind_to_zero: bool,
}

/// Attention weights (scaled dot-product): the softmax of the products of queries and keys times `scale`, for each of
/// some heads that lie side by side. (batch, queries, heads · depth) and (batch, keys, heads · depth) give (batch,
/// heads, queries, keys).
pub(crate) fn attention_weights(
    q: &Tensor,
    k: &Tensor,
    heads: usize,
    scale: f32,
    sight: &AttentionMask,
) -> Tensor {
    let operation = Weights { of: Of::Products { heads, scale }, sight: Hidden::by(sight) };
    q.tape().apply(operation, &sight.with(&[q, k]))
}

/// Masked softmax of attention scores, (batch, heads, queries, keys).
pub(crate) fn masked_softmax(scores: &Tensor, sight: &AttentionMask) -> Tensor {
    let operation = Weights { of: Of::Scores, sight: Hidden::by(sight) };
    scores.tape().apply(operation, &sight.with(&[scores]))
}

/// Attention output, the values averaged by the attention weights: (batch, heads, queries, keys) and (batch, keys,
/// heads · depth) give (batch, queries, heads · depth).
pub(crate) fn attend(weights: &Tensor, values: &Tensor) -> Tensor {
    weights.tape().apply(Attend, &[weights, values])
}

impl AttentionMask {
    /// The inputs of an operation, and after them the tensors that say what is hidden.
    fn with<'a>(&'a self, inputs: &[&'a Tensor]) -> SmallVec<[&'a Tensor; 5]> {
        let lists = [&self.queries, &self.keys, &self.pairs];
        inputs.iter().copied().chain(lists.into_iter().flatten()).collect()
    }
}

/// What an operation keeps of a [`AttentionMask`]: which of its tensors are there, and the rest.
struct Hidden {
    given: [bool; 3],
    causal: bool,
    window: usize,
    blind_to_zero: bool,
}

impl Hidden {
    fn by(sight: &AttentionMask) -> Self {
        Self {
            given: [&sight.queries, &sight.keys, &sight.pairs].map(Option::is_some),
            causal: sight.causal,
            window: sight.window.unwrap_or(usize::MAX),
            blind_to_zero: sight.blind_to_zero,
        }
    }

    /// The positions of the tensors among the inputs, after the `first`.
    fn positions(&self, first: usize) -> [Option<usize>; 3] {
        let mut next = first;
        self.given.map(|given| {
            next += usize::from(given);
            given.then(|| next - 1)
        })
    }

    fn mask<'x>(&self, x: &'x Inputs<'_>, first: usize) -> Mask<'x> {
        let [queries, keys, pairs] =
            self.positions(first).map(|position| position.map_or(&[][..], |position| &x[position]));
        let Self { causal, window, blind_to_zero, .. } = *self;
        Mask { queries, keys, pairs, causal, window, blind_to_zero }
    }

    /// Refuses what the rule of a layer cannot know: that the tensors have as many samples and steps.
    fn check(&self, x: &Inputs<'_>, first: usize, sizes: Sizes) -> Result<()> {
        let Sizes { batch, queries, keys, .. } = sizes;
        let expected: [(_, &[usize]); 3] = [
            ("the mask of the queries of attention", &[batch, queries]),
            ("the mask of the keys of attention", &[batch, keys]),
            ("the `attention_mask`", &[batch, queries, keys]),
        ];
        for (position, (what, dims)) in self.positions(first).into_iter().zip(expected) {
            if let Some(position) = position.filter(|&position| *x.dims(position) != *dims) {
                return Err(Error::expected(what, Dims::new(dims)?, x.dims(position)));
            }
        }
        Ok(())
    }
}

/// What weights are the softmax of.
enum Of {
    Products { heads: usize, scale: f32 },
    Scores,
}

struct Weights {
    of: Of,
    sight: Hidden,
}

impl Weights {
    fn sizes(&self, x: &Inputs<'_>) -> Sizes {
        let dims = x.dims(0);
        match self.of {
            Of::Products { heads, .. } => {
                Sizes { batch: dims[0], heads, queries: dims[1], keys: x.dims(1)[1] }
            }
            Of::Scores => Sizes { batch: dims[0], heads: dims[1], queries: dims[2], keys: dims[3] },
        }
    }

    /// How many inputs there are before those that say what is hidden.
    fn inputs(&self) -> usize {
        match self.of {
            Of::Products { .. } => 2,
            Of::Scores => 1,
        }
    }

    fn mask<'x>(&self, x: &'x Inputs<'_>) -> Mask<'x> {
        self.sight.mask(x, self.inputs())
    }
}

/// An input as the heads that lie side by side in it.
fn heads<'x>(x: &'x Inputs<'_>, input: usize, heads: usize) -> Heads<'x> {
    let dims = x.dims(input);
    Heads::new(&x[input], dims[1], heads, dims[2])
}

impl Operation for Weights {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        if self.inputs() == 2 && (x.dims(0)[0], x.dims(0)[2]) != (x.dims(1)[0], x.dims(1)[2]) {
            let message = format!("the queries, {}, and the keys, {}, do not fit", x.dims(0), x.dims(1));
            return Err(Error::new("attention", message));
        }
        let sizes = self.sizes(x);
        self.sight.check(x, self.inputs(), sizes)?;
        Dims::new(&[sizes.batch, sizes.heads, sizes.queries, sizes.keys])
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (sizes, mask) = (self.sizes(x), self.mask(x));
        match self.of {
            Of::Products { heads: count, scale } => {
                weigh(sizes, [0, 1].map(|input| heads(x, input, count)), scale, &mask, y);
            }
            Of::Scores => weigh_scores(sizes, &x[0], &mask, y),
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (sizes, mask) = (self.sizes(x), self.mask(x));
        match self.of {
            Of::Products { heads: count, scale } => {
                unweigh(sizes, y, scale, &mask, dy);
                dx.accumulate(0, |g, beta| mix(sizes, dy, false, heads(x, 1, count), beta, g));
                dx.accumulate(1, |g, beta| mix(sizes, dy, true, heads(x, 0, count), beta, g));
            }
            Of::Scores => {
                unweigh(sizes, y, 1.0, &mask, dy);
                dx.reuse_upstream(0);
            }
        }
    }
}

struct Attend;

impl Attend {
    fn sizes(x: &Inputs<'_>) -> Sizes {
        let dims = x.dims(0);
        Sizes { batch: dims[0], heads: dims[1], queries: dims[2], keys: dims[3] }
    }
}

impl Operation for Attend {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let (Sizes { batch, queries, keys, .. }, values) = (Self::sizes(x), x.dims(1));
        if (values[0], values[1]) != (batch, keys) {
            let found = format!("{} samples of {} steps", values[0], values[1]);
            return Err(Error::expected(
                "the values of attention",
                format!("{batch} samples of {keys}"),
                found,
            ));
        }
        Dims::new(&[batch, queries, values[2]])
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let sizes = Self::sizes(x);
        mix(sizes, &x[0], false, heads(x, 1, sizes.heads), 0.0, y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let sizes = Self::sizes(x);
        let above = Heads::new(dy, sizes.queries, sizes.heads, x.dims(1)[2]);
        dx.accumulate(0, |g, beta| compare(sizes, [above, heads(x, 1, sizes.heads)], beta, g));
        dx.accumulate(1, |g, beta| mix(sizes, &x[0], true, above, beta, g));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    /// What is hidden in two samples of three queries and four keys; of the first query of the second, everything.
    fn sight(tape: &Tape, kind: usize) -> AttentionMask {
        let constant =
            |shape: &[usize], values: &[f32]| Some(tape.constant(shape, |x| x.copy_from_slice(values)));
        let pairs =
            [1., 0., 1., 1., 1., 1., 0., 1., 0., 0., 0., 1., 0., 0., 0., 0., 1., 1., 1., 1., 0., 1., 1., 0.];
        match kind {
            0 => AttentionMask::default(),
            1 => AttentionMask {
                queries: constant(&[2, 3], &[1., 1., 0., 0., 1., 1.]),
                ..AttentionMask::default()
            },
            2 => AttentionMask {
                keys: constant(&[2, 4], &[1., 0., 1., 0., 1., 1., 1., 0.]),
                ..AttentionMask::default()
            },
            3 => AttentionMask {
                pairs: constant(&[2, 3, 4], &pairs),
                blind_to_zero: true,
                ..AttentionMask::default()
            },
            _ => AttentionMask { causal: true, window: Some(2), ..AttentionMask::default() },
        }
    }

    #[test]
    fn attention_has_its_gradients_whatever_is_hidden() {
        for kind in 0..5 {
            for heads in [1, 2] {
                check_gradient(&[&[2, 3, 4], &[2, 4, 4], &[2, 4, 6]], |x| {
                    let weights = attention_weights(&x[0], &x[1], heads, 0.7, &sight(x[0].tape(), kind));
                    attend(&weights, &x[2])
                });
            }
            check_gradient(&[&[2, 2, 3, 4]], |x| masked_softmax(&x[0], &sight(x[0].tape(), kind)));
        }
    }

    #[test]
    fn a_tensor_that_attends_to_itself_gathers_the_gradients_of_all_its_parts() {
        check_gradient(&[&[2, 3, 4]], |x| {
            attend(&attention_weights(&x[0], &x[0], 2, 1.0, &AttentionMask::default()), &x[0])
        });
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let error = |q: &[usize], k: &[usize], v: &[usize], sight: fn(&Tape) -> AttentionMask| {
            let tape = Tape::new();
            let [q, k, v] = [q, k, v].map(|shape| tape.constant(shape, |x| x.fill(0.0)));
            attend(&attention_weights(&q, &k, 1, 1.0, &sight(&tape)), &v);
            tape.check().unwrap_err().to_string()
        };
        let all = |_: &Tape| AttentionMask::default();
        let message = "attention: the queries, (2, 3, 4), and the keys, (2, 3, 5), do not fit";
        assert_eq!(error(&[2, 3, 4], &[2, 3, 5], &[2, 3, 4], all), message);
        let message = "the values of attention: expected 2 samples of 3, found 2 samples of 4 steps";
        assert_eq!(error(&[2, 3, 4], &[2, 3, 4], &[2, 4, 4], all), message);
        let message = "the mask of the keys of attention: expected (2, 5), found (2, 4)";
        assert_eq!(error(&[2, 3, 4], &[2, 5, 4], &[2, 5, 4], |tape| sight(tape, 2)), message);
    }
}
