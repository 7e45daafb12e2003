//! Dimensions and shapes.

/// The most axes that one sample can have.
pub const MAX_RANK: usize = 5;

/// One dimension of a sample: a number, or something that only the data decides (written `_`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dim {
    /// A size that rustc knows.
    Known(usize),
    /// A size that differs between batches, such as the number of time steps.
    Unknown,
}

impl Dim {
    /// Both dimensions could be the same: they are equal, or one is unknown.
    pub const fn fits(self, other: Dim) -> bool {
        match (self, other) {
            (Dim::Known(a), Dim::Known(b)) => a == b,
            _ => true,
        }
    }

    /// This dimension if it is known, or else the other.
    pub const fn or(self, other: Dim) -> Dim {
        match self {
            Dim::Known(_) => self,
            Dim::Unknown => other,
        }
    }

    /// The size of two axes one after the other.
    pub const fn plus(self, other: Dim) -> Dim {
        match (self, other) {
            (Dim::Known(a), Dim::Known(b)) => Dim::Known(a.saturating_add(b)),
            _ => Dim::Unknown,
        }
    }

    /// The number that stands for this dimension in a type such as [`Rank1`](super::Rank1): `usize::MAX` for `_`.
    pub const fn code(self) -> usize {
        match self {
            Dim::Known(size) => size,
            Dim::Unknown => usize::MAX,
        }
    }

    /// The dimension that [`code`](Dim::code) stands for.
    pub const fn decode(code: usize) -> Dim {
        if code == usize::MAX { Dim::Unknown } else { Dim::Known(code) }
    }
}

/// The shape of one sample: up to [`MAX_RANK`] dimensions, outermost first, channels last.
///
/// ```
/// use keras::shape::{Dim, Shape};
///
/// const IMAGE: Shape = Shape::known(&[28, 28, 1]);
/// assert_eq!(IMAGE.rank(), 3);
/// assert_eq!(IMAGE.last(), Some(Dim::Known(1)));
/// assert_eq!(IMAGE.size(), Dim::Known(784));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    rank: usize,
    dims: [Dim; MAX_RANK],
}

impl Shape {
    /// The shape of a single number: rank 0.
    pub const SCALAR: Shape = Shape { rank: 0, dims: [Dim::Known(1); MAX_RANK] };

    /// A shape of these dimensions.
    ///
    /// # Panics
    ///
    /// With more than [`MAX_RANK`] dimensions.
    #[track_caller]
    pub const fn new(dims: &[Dim]) -> Shape {
        let mut shape = Shape::SCALAR;
        while shape.rank < dims.len() {
            shape.add(dims[shape.rank]);
        }
        shape
    }

    /// A shape whose dimensions are all known.
    ///
    /// # Panics
    ///
    /// With more than [`MAX_RANK`] dimensions.
    #[track_caller]
    pub const fn known(dims: &[usize]) -> Shape {
        let mut shape = Shape::SCALAR;
        while shape.rank < dims.len() {
            shape.add(Dim::Known(dims[shape.rank]));
        }
        shape
    }

    /// Adds an axis in place: rules are run by an interpreter, to which a copy is work.
    #[track_caller]
    const fn add(&mut self, dim: Dim) {
        assert!(self.rank < MAX_RANK, "a sample has at most 5 axes");
        self.dims[self.rank] = dim;
        self.rank += 1;
    }

    /// This shape with one more axis at the end.
    ///
    /// # Panics
    ///
    /// If it has [`MAX_RANK`] axes already.
    #[track_caller]
    pub const fn push(mut self, dim: Dim) -> Shape {
        self.add(dim);
        self
    }

    /// The number of axes of a sample.
    pub const fn rank(&self) -> usize {
        self.rank
    }

    /// The dimensions, outermost first.
    pub const fn dims(&self) -> &[Dim] {
        self.dims.split_at(self.rank).0
    }

    /// The dimension of an axis below [`rank`](Shape::rank).
    pub const fn dim(&self, axis: usize) -> Dim {
        assert!(axis < self.rank);
        self.dims[axis]
    }

    /// The innermost dimension, of the channels or features; `None` for a scalar.
    pub const fn last(&self) -> Option<Dim> {
        if self.rank == 0 { None } else { Some(self.dims[self.rank - 1]) }
    }

    /// The size of an axis that is known, for use as an argument: `Dense(Encoder::OUTPUT.at(0))`.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or only the data decides its size.
    #[track_caller]
    pub const fn at(&self, axis: usize) -> usize {
        if axis >= self.rank {
            super::Fault::new("has no axis ").number(axis).text(": they count from 0").raise_about(self);
        }
        match self.dims[axis] {
            Dim::Known(size) => size,
            Dim::Unknown => super::Fault::new("has no size at axis ")
                .number(axis)
                .text(": only the data decides it")
                .raise_about(self),
        }
    }

    /// This shape with another size at `axis`.
    pub const fn with(mut self, axis: usize, dim: Dim) -> Shape {
        assert!(axis < self.rank);
        self.dims[axis] = dim;
        self
    }

    /// This shape without `axis`.
    pub const fn without(self, axis: usize) -> Shape {
        let mut shape = Shape::SCALAR;
        let mut i = 0;
        while i < self.rank {
            if i != axis {
                shape = shape.push(self.dims[i]);
            }
            i += 1;
        }
        shape
    }

    /// The number of elements of a sample.
    pub const fn size(&self) -> Dim {
        let mut size: usize = 1;
        let mut i = 0;
        while i < self.rank {
            match self.dims[i] {
                Dim::Known(dim) => size = size.saturating_mul(dim),
                Dim::Unknown => return Dim::Unknown,
            }
            i += 1;
        }
        Dim::Known(size)
    }

    /// This shape with the sizes that it does not know from another shape that [fits](Shape::fits).
    pub const fn or(mut self, other: &Shape) -> Shape {
        let mut i = 0;
        while i < self.rank {
            self.dims[i] = self.dims[i].or(other.dims[i]);
            i += 1;
        }
        self
    }

    /// Whether another is the same, what is unknown included.
    pub(crate) const fn is(&self, other: &Shape) -> bool {
        let mut i = 0;
        while i < self.rank && self.rank == other.rank {
            match (self.dims[i], other.dims[i]) {
                (Dim::Known(a), Dim::Known(b)) if a == b => {}
                (Dim::Unknown, Dim::Unknown) => {}
                _ => return false,
            }
            i += 1;
        }
        self.rank == other.rank
    }

    /// Both could be the same shape: equal ranks, and dimensions that [fit](Dim::fits).
    pub const fn fits(&self, other: &Shape) -> bool {
        if self.rank != other.rank {
            return false;
        }
        let mut i = 0;
        while i < self.rank {
            if !self.dims[i].fits(other.dims[i]) {
                return false;
            }
            i += 1;
        }
        true
    }
}

/// As the compiler's messages write it: `(28, 28, 1)`, `(_, 128)`, `(10)`, `()`.
impl std::fmt::Display for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(super::Fault::new("").shape(self).as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_dimension_fits_every_size_and_a_known_one_only_its_own() {
        assert!(Dim::Unknown.fits(Dim::Known(3)));
        assert!(Dim::Known(3).fits(Dim::Known(3)));
        assert!(!Dim::Known(3).fits(Dim::Known(4)));
    }

    #[test]
    fn shapes_print_as_the_messages_write_them() {
        assert_eq!(Shape::known(&[28, 28, 1]).to_string(), "(28, 28, 1)");
        assert_eq!(Shape::new(&[Dim::Unknown, Dim::Known(128)]).to_string(), "(_, 128)");
        assert_eq!(Shape::known(&[10]).to_string(), "(10)");
        assert_eq!(Shape::SCALAR.to_string(), "()");
    }

    #[test]
    fn a_shape_survives_its_code() {
        for dim in [Dim::Known(0), Dim::Known(784), Dim::Unknown] {
            assert_eq!(Dim::decode(dim.code()), dim);
        }
    }
}
