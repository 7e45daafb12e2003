//! Shapes as they are written in a model, from numbers and constants of several types.

use crate::shape::{Dim, Fault, MAX_RANK, Rule, Shape, Spec};

/// A number or constant in the place of a dimension or shape. Which methods it has depends on its type.
#[derive(Clone, Copy, Debug)]
pub struct Written<T>(pub T);

impl Written<usize> {
    /// One dimension.
    pub const fn dim(self) -> Dim {
        Dim::Known(self.0)
    }

    /// A shape of one axis.
    pub const fn shape(self) -> Rule<Shape> {
        Rule::Fits(Shape::known(&[self.0]))
    }
}

impl Written<Dim> {
    /// One dimension.
    pub const fn dim(self) -> Dim {
        self.0
    }
}

impl<const N: usize> Written<[usize; N]> {
    /// A shape of these dimensions.
    pub const fn shape(self) -> Rule<Shape> {
        let mut dims = [Dim::Unknown; N];
        let mut i = 0;
        while i < N {
            dims[i] = Dim::Known(self.0[i]);
            i += 1;
        }
        written_shape(&dims)
    }
}

impl Written<Shape> {
    /// The shape itself.
    pub const fn shape(self) -> Rule<Shape> {
        Rule::Fits(self.0)
    }
}

impl Written<Spec> {
    /// The shape of the spec.
    pub const fn shape(self) -> Rule<Shape> {
        Rule::Fits(self.0.shape())
    }
}

/// The shape of a list of dimensions.
pub const fn written_shape(dims: &[Dim]) -> Rule<Shape> {
    if dims.is_empty() {
        return Rule::Fails(Fault::new("needs a shape").help("write the axes of one sample: `(28, 28, 1)`"));
    }
    if dims.len() > MAX_RANK {
        return Rule::Fails(Fault::new("has ").number(dims.len()).text(" axes, a sample has at most 5"));
    }
    Rule::Fits(Shape::new(dims))
}

/// The rank of a tensor as [`Pick`](crate::shape::Pick) takes it.
pub const fn rank_code(tensor: Option<Spec>) -> usize {
    match tensor {
        Some(spec) => spec.shape().rank(),
        None => crate::shape::UNKNOWN_RANK,
    }
}

/// Whether a tensor holds integers, as [`Pick`](crate::shape::Pick) takes it.
pub const fn is_int(tensor: Option<Spec>) -> bool {
    match tensor {
        Some(spec) => matches!(spec.dtype(), crate::shape::DType::Int),
        None => false,
    }
}

/// The size of an axis as [`Pick`](crate::shape::Pick) takes it; 0 beyond the rank.
pub const fn dim_code(tensor: Option<Spec>, axis: usize) -> usize {
    match tensor {
        Some(spec) if axis < spec.shape().rank() => spec.shape().dim(axis).code(),
        _ => 0,
    }
}

/// What the last axis means, as [`PickHead`](crate::shape::PickHead) takes it.
pub const fn head_code(tensor: Option<Spec>) -> usize {
    match tensor {
        Some(spec) => spec.head() as usize,
        None => 0,
    }
}
