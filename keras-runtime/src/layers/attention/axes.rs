//! Attention axes: of tensors that have more, the other axes are as more samples.

use smallvec::SmallVec;

use super::Shapes;
use super::projections::masks;
use crate::autodiff::Tensor;
use crate::autodiff::ops::AttentionMask;
use crate::backend as K;
use crate::layer::masks::along_first;
use crate::layer::rules::{axes, known_elements};
use crate::shape::{Dim, Fault, List, MAX_RANK, OneOrMore, Shape, ShapeResult, Spec};
use crate::shape_try;

type Sizes = SmallVec<[isize; 8]>;

/// The axes of a sample that attention goes along, in the order in which scores have them.
#[derive(Clone, Copy)]
pub struct AttentionAxes {
    along: List<usize>,
    /// How many axes a sample has.
    rank: usize,
}

impl AttentionAxes {
    /// All but the features if none are given. Of samples of so many axes, two or more.
    pub const fn new(given: Option<&OneOrMore<isize>>, rank: usize) -> Self {
        let (mut along, mut i) = ([0; List::<usize>::MOST], 0);
        let count = match given {
            Some(given) => given.len(),
            None => rank - 1,
        };
        while i < count {
            along[i] = match given {
                Some(given) if given.get(i) < 0 => rank.wrapping_add_signed(given.get(i)),
                Some(given) => given.get(i) as usize - 1,
                None => i,
            };
            i += 1;
        }
        Self { along: List::new(along.split_at(count).0), rank }
    }

    /// Those of sequences, or of tensors with more axes, that fit each other.
    pub const fn of(given: Option<&OneOrMore<isize>>, shapes: &Shapes) -> ShapeResult<Self> {
        let Shapes { query, value, key } = shapes;
        let between = if value.rank() == query.rank() { key } else { value };
        if between.rank() != query.rank() {
            let fault = Fault::new("attends between tensors of as many axes, was given ").shape(query);
            return ShapeResult::Err(fault.text(" and ").shape(between));
        }
        if let Some(given) = given {
            let along = shape_try!(axes(given, query));
            if along & (1 << (query.rank() - 1)) != 0 {
                let fault = Fault::new("cannot attend along axis ").number(query.rank()).text(" of ");
                let fault = fault.shape(query).text(": those are the features");
                return ShapeResult::Err(fault.help("`attention_axes` count from 1, the batch is axis 0"));
            }
        }
        let (this, mut axis) = (Self::new(given, query.rank()), 0);
        while axis + 1 < query.rank() {
            if !key.dim(axis).fits(value.dim(axis)) {
                let fault = Fault::new("needs a key for each value, was given values ").shape(value);
                return ShapeResult::Err(fault.text(" and keys ").shape(key));
            }
            if !this.has(axis) && !query.dim(axis).fits(value.dim(axis)) {
                let fault = Fault::new("does not attend along axis ").number(axis + 1);
                let fault = fault.text(", where queries and values have one size, was given ");
                return ShapeResult::Err(fault.shape(query).text(" and ").shape(value));
            }
            axis += 1;
        }
        ShapeResult::Ok(this)
    }

    /// Whether attention goes along an axis of the sample.
    const fn has(&self, axis: usize) -> bool {
        let mut i = 0;
        while i < self.along.len() {
            if self.along.get(i) == axis {
                return true;
            }
            i += 1;
        }
        false
    }

    /// Whether steps have an order: they lie along one axis.
    pub const fn is_one(&self) -> bool {
        self.along.len() == 1
    }

    /// (steps, features) of a tensor.
    const fn steps(&self, x: &Shape) -> Shape {
        let (mut steps, mut i) = (Shape::SCALAR, 0);
        while i < self.along.len() {
            steps = steps.push(x.dim(self.along.get(i)));
            i += 1;
        }
        Shape::new(&[steps.size(), x.dim(self.rank - 1)])
    }

    /// Query, value and key as sequences.
    pub const fn sequences(&self, shapes: &Shapes) -> Shapes {
        let Shapes { query, value, key } = shapes;
        Shapes { query: self.steps(query), value: self.steps(value), key: self.steps(key) }
    }

    /// How many sequences there are in a sample.
    pub const fn sequences_of(&self, query: &Shape) -> u64 {
        known_elements(&self.others(query))
    }

    /// The axes that attention does not go along, without the features.
    const fn others(&self, x: &Shape) -> Shape {
        let (mut others, mut axis) = (Shape::SCALAR, 0);
        while axis + 1 < self.rank {
            if !self.has(axis) {
                others = others.push(x.dim(axis));
            }
            axis += 1;
        }
        others
    }

    /// The shape of what is said of each query and key: some axes, those of the queries, those of the keys. None if these are
    /// more than a tensor has.
    pub const fn pairs(&self, mut first: Shape, shapes: &Shapes) -> Option<Shape> {
        if first.rank() + 2 * self.along.len() > MAX_RANK {
            return None;
        }
        let mut i = 0;
        while i < 2 * self.along.len() {
            let axis = self.along.get(i % self.along.len());
            let x = if i < self.along.len() { &shapes.query } else { &shapes.key };
            first = first.push(x.dim(axis));
            i += 1;
        }
        Some(first)
    }

    /// The shape of the scores: the axes that attention does not go along, the heads, the queries, the keys.
    pub const fn scores(&self, heads: usize, shapes: &Shapes) -> ShapeResult<Shape> {
        let others = self.others(&shapes.query);
        if others.rank() < MAX_RANK
            && let Some(scores) = self.pairs(others.push(Dim::Known(heads)), shapes)
        {
            return ShapeResult::Ok(scores);
        }
        let fault = Fault::new("has scores of ").number(others.rank() + 1 + 2 * self.along.len());
        let fault = fault.text(" axes, of ").shape(&shapes.query).text(" and ").shape(&shapes.key);
        let fault = fault.text(": a sample has at most 5");
        ShapeResult::Err(fault.help("leave `return_attention_scores` out, or attend along fewer axes"))
    }

    /// Whether an `attention_mask` is one: for all samples of sequences the same, or for each its own.
    pub const fn check_mask(&self, mask: &Spec, shapes: &Shapes) -> ShapeResult<()> {
        let (mask, same) = (mask.shape(), self.pairs(Shape::SCALAR, shapes));
        let own = self.pairs(self.others(&shapes.query), shapes);
        match (&same, &own) {
            (Some(same), _) if mask.fits(same) => ShapeResult::Ok(()),
            (_, Some(own)) if mask.fits(own) => ShapeResult::Ok(()),
            (Some(same), _) => {
                let fault = Fault::new("needs an `attention_mask` for each query and key, ").shape(same);
                ShapeResult::Err(fault.text(", was given ").shape(&mask))
            }
            (None, _) => {
                let fault = Fault::new("has no room for an `attention_mask` of ");
                let fault = fault.number(2 * self.along.len()).text(" axes: a sample has at most 5");
                ShapeResult::Err(fault.help("attend along fewer axes"))
            }
        }
    }
}

impl AttentionAxes {
    /// The order of a tensor's axes: batch, others, those along which attention goes, features.
    fn order(&self) -> SmallVec<[usize; 8]> {
        let others = (0..self.rank - 1).filter(|&axis| !self.has(axis));
        let sample = others.chain(self.along.iter()).chain([self.rank - 1]).map(|axis| axis + 1);
        std::iter::once(0).chain(sample).collect()
    }

    /// A tensor as sequences: (sequences, steps, features).
    pub fn fold(&self, x: &Tensor) -> Tensor {
        if self.rank == 2 || x.rank() != self.rank + 1 {
            return x.clone();
        }
        let order = self.order();
        let y = if order.is_sorted() { x.clone() } else { K::permute_dimensions(x, &order) };
        let [batch, others, steps] = self.counts(x);
        K::reshape(&y, &[batch * others, steps, x.dim(-1) as isize])
    }

    /// How many samples there are, how many sequences in each, and how many steps in each of those.
    fn counts(&self, x: &Tensor) -> [isize; 3] {
        let (mut others, mut steps) = (1, 1);
        for axis in 0..self.rank - 1 {
            let count = if self.has(axis) { &mut steps } else { &mut others };
            *count *= x.dim(axis as isize + 1) as isize;
        }
        [x.dim(0) as isize, others, steps]
    }

    /// What has come of the sequences of a query, with the axes of that.
    pub fn unfold(&self, y: &Tensor, query: &Tensor) -> Tensor {
        if self.rank == 2 || query.rank() != self.rank + 1 {
            return y.clone();
        }
        let order = self.order();
        let mut sizes: Sizes = order.iter().map(|&axis| query.shape()[axis] as isize).collect();
        sizes[self.rank] = y.dim(-1) as isize;
        let y = K::reshape(y, &sizes);
        if order.is_sorted() {
            return y;
        }
        let mut back = order.clone();
        order.iter().enumerate().for_each(|(place, &axis)| back[axis] = place);
        K::permute_dimensions(&y, &back)
    }

    /// The scores of sequences with all axes.
    pub fn unfold_scores(&self, scores: &Tensor, [query, key]: [&Tensor; 2]) -> Tensor {
        if self.rank == 2 || query.rank() != self.rank + 1 || key.rank() != query.rank() {
            return scores.clone();
        }
        let sizes = |x: &Tensor, axes: &mut dyn Iterator<Item = usize>| -> Sizes {
            axes.map(|axis| x.shape()[axis + 1] as isize).collect()
        };
        let mut all: Sizes = [query.dim(0) as isize].into_iter().collect();
        all.extend(sizes(query, &mut (0..self.rank - 1).filter(|&axis| !self.has(axis))));
        all.push(scores.dim(1) as isize);
        all.extend(sizes(query, &mut self.along.iter()));
        all.extend(sizes(key, &mut self.along.iter()));
        K::reshape(scores, &all)
    }

    /// What is hidden in the sequences.
    pub fn masks(&self, inputs: &[Tensor]) -> AttentionMask {
        if self.rank == 2 {
            return masks(inputs);
        }
        let of = |x: &Tensor| {
            let mask = x.mask().map(|_| along_first(x, self.rank))?;
            Some(K::squeeze(&self.fold(&K::expand_dims(&mask, -1)), -1))
        };
        let keys = [of(&inputs[1]), inputs.get(2).and_then(of)].into_iter().flatten();
        AttentionMask {
            queries: of(&inputs[0]),
            keys: keys.reduce(|a, b| K::logical_and(&a, &b)),
            pairs: inputs.get(3).map(|pairs| self.fold_pairs(pairs, [&inputs[0], &inputs[1]])),
            ..AttentionMask::default()
        }
    }

    /// An `attention_mask` of each sequence: (sequences, queries, keys).
    fn fold_pairs(&self, pairs: &Tensor, [query, value]: [&Tensor; 2]) -> Tensor {
        if query.rank() != self.rank + 1 || value.rank() != query.rank() {
            return pairs.clone();
        }
        let ([batch, others, queries], [.., keys]) = (self.counts(query), self.counts(value));
        let sizes = [batch * others, queries, keys];
        if pairs.rank() > 1 + 2 * self.along.len() {
            return K::reshape(pairs, &sizes);
        }
        let same = K::reshape(pairs, &[pairs.dim(0) as isize, 1, queries, keys]);
        let all = [batch, others, queries, keys].map(|size| size as usize);
        K::reshape(&K::broadcast_to(&same, &all), &sizes)
    }
}
