//! Shape literals: shapes as they are written in a model, from numbers and constants of several types.

use crate::shape::{Dim, Fault, Head, MAX_RANK, Shape, ShapeResult, Spec};

/// Shape literal: a number or constant in the place of a dimension or shape. Which methods it has depends on its type.
#[derive(Clone, Copy, Debug)]
pub struct ShapeLiteral<T>(pub T);

impl ShapeLiteral<usize> {
    /// One dimension.
    pub const fn dim(self) -> Dim {
        Dim::Known(self.0)
    }

    /// A shape of one axis.
    pub const fn shape(self) -> ShapeResult<Shape> {
        ShapeResult::Ok(Shape::known(&[self.0]))
    }
}

impl ShapeLiteral<Dim> {
    /// One dimension.
    pub const fn dim(self) -> Dim {
        self.0
    }
}

impl<const N: usize> ShapeLiteral<[usize; N]> {
    /// A shape of these dimensions.
    pub const fn shape(self) -> ShapeResult<Shape> {
        let mut dims = [Dim::Unknown; N];
        let mut i = 0;
        while i < N {
            dims[i] = Dim::Known(self.0[i]);
            i += 1;
        }
        shape_literal(&dims)
    }
}

impl ShapeLiteral<Shape> {
    /// The shape itself.
    pub const fn shape(self) -> ShapeResult<Shape> {
        ShapeResult::Ok(self.0)
    }
}

impl ShapeLiteral<Spec> {
    /// The shape of the spec.
    pub const fn shape(self) -> ShapeResult<Shape> {
        ShapeResult::Ok(self.0.shape())
    }
}

/// The shape of a list of dimensions.
pub const fn shape_literal(dims: &[Dim]) -> ShapeResult<Shape> {
    if dims.is_empty() {
        return ShapeResult::Err(
            Fault::new("needs a shape").help("write the axes of one sample: `(28, 28, 1)`"),
        );
    }
    if dims.len() > MAX_RANK {
        return ShapeResult::Err(Fault::new("has ").number(dims.len()).text(" axes, a sample has at most 5"));
    }
    ShapeResult::Ok(Shape::new(dims))
}

/// The rank of a tensor as [`Pick`](crate::shape::rank::Pick) takes it.
pub const fn rank_code(tensor: Option<Spec>) -> usize {
    match tensor {
        Some(spec) => spec.shape().rank(),
        None => crate::shape::rank::UNKNOWN_RANK,
    }
}

/// Whether a tensor holds integers, as [`Pick`](crate::shape::rank::Pick) takes it.
pub const fn is_int(tensor: Option<Spec>) -> bool {
    match tensor {
        Some(spec) => matches!(spec.dtype(), crate::shape::DType::Int),
        None => false,
    }
}

/// The size of an axis as [`Pick`](crate::shape::rank::Pick) takes it; 0 beyond the rank.
pub const fn dim_code(tensor: Option<Spec>, axis: usize) -> usize {
    match tensor {
        Some(spec) if axis < spec.shape().rank() => spec.shape().dim(axis).code(),
        _ => 0,
    }
}

/// What the last axis means, as [`PickHead`](crate::shape::rank::PickHead) takes it.
pub const fn head_code(tensor: Option<Spec>) -> usize {
    let Some(spec) = tensor else { return 0 };
    let is_single = matches!(spec.shape().last(), Some(Dim::Known(1)));
    match spec.head() {
        Head::Sigmoid if is_single => 6,
        Head::Logits if is_single => 7,
        head => head as usize,
    }
}
