//! Tensor specs: what a rule knows of a tensor.

use super::{Dim, Fault, Shape, ShapeResult};

/// The most tensors that a layer or model takes or gives.
pub const MAX_TENSORS: usize = 16;

/// The element type of a tensor, as far as a rule cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DType {
    /// Numbers to calculate with.
    Float,
    /// Whole numbers that name things: token ids, classes.
    Int,
}

/// The element type of features: `Input(28, 28, 1, dtype = float32)`, the default.
#[allow(non_upper_case_globals)]
pub const float32: DType = DType::Float;

/// The element type of token ids: `Input(80, dtype = int32)`.
#[allow(non_upper_case_globals)]
pub const int32: DType = DType::Int;

/// Output semantics: what the last axis of a tensor means, where the layer that made it tells.
///
/// A loss uses it to refuse what cannot belong together, such as logits under a cross-entropy of probabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Head {
    /// Nothing is known.
    Unknown,
    /// Any real numbers: scores, logits, a regression.
    Logits,
    /// Probabilities that exclude each other and sum to one: a softmax.
    Softmax,
    /// Probabilities, each of its own: a sigmoid.
    Sigmoid,
    /// Numbers of 0 or more that are no probabilities: a relu.
    Positive,
    /// Numbers between -1 and 1: a tanh.
    Bounded,
}

/// Origin of a tensor, as far as the help of a later error depends on it: why an axis may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// A layer of which nothing is to be said.
    Other,
    /// An input of the model.
    Input,
    /// A recurrent layer that gives its last step alone.
    LastStep,
    /// A recurrent layer that gives all steps.
    Steps,
    /// One of the steps that `TimeDistributed` takes apart.
    OneStep,
    /// A pooling of all steps or pixels.
    Pooled,
    /// `Flatten`.
    Flattened,
}

/// Tensor spec, what a rule knows of a tensor: the shape of a sample, the element type, and what the last axis means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    shape: Shape,
    dtype: DType,
    head: Head,
    origin: Origin,
}

impl Spec {
    /// Numbers of this shape.
    pub const fn new(shape: Shape) -> Spec {
        Spec { shape, dtype: DType::Float, head: Head::Unknown, origin: Origin::Other }
    }

    /// This spec with another shape; what its last axis means is forgotten.
    pub const fn with_shape(self, shape: Shape) -> Spec {
        Spec { shape, dtype: self.dtype, head: Head::Unknown, origin: Origin::Other }
    }

    /// This spec with its values at other places: moved, repeated, left out, or the mean of some. What each of them means by
    /// itself stays; a softmax does where its classes are still the last axis.
    pub const fn rearranged(self, shape: Shape) -> Spec {
        let keeps_classes = match (self.shape.last(), shape.last()) {
            (Some(before), Some(after)) => before.fits(after),
            _ => false,
        };
        match self.head {
            Head::Softmax if !keeps_classes => self.with_shape(shape),
            head => self.with_shape(shape).with_head(head),
        }
    }

    /// This spec with another element type.
    pub const fn with_dtype(self, dtype: DType) -> Spec {
        Spec { dtype, ..self }
    }

    /// This spec with a meaning of its last axis.
    pub const fn with_head(self, head: Head) -> Spec {
        Spec { head, ..self }
    }

    /// This spec of a tensor that comes from there.
    pub const fn with_origin(self, origin: Origin) -> Spec {
        Spec { origin, ..self }
    }

    /// Whether another is the same.
    pub(crate) const fn is(&self, other: &Spec) -> bool {
        self.dtype as usize == other.dtype as usize
            && self.head as usize == other.head as usize
            && self.origin as usize == other.origin as usize
            && self.shape.is(&other.shape)
    }

    /// Where the tensor comes from.
    pub const fn origin(&self) -> Origin {
        self.origin
    }

    /// The shape of one sample.
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// The element type.
    pub const fn dtype(&self) -> DType {
        self.dtype
    }

    /// What the last axis means.
    pub const fn head(&self) -> Head {
        self.head
    }
}

/// A short list of specs: the inputs or outputs of a layer or model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Specs {
    specs: [Spec; MAX_TENSORS],
    len: usize,
}

impl Specs {
    /// These specs.
    ///
    /// # Panics
    ///
    /// With more than [`MAX_TENSORS`].
    #[track_caller]
    pub const fn new(specs: &[Spec]) -> Specs {
        let mut list = Specs { specs: [Spec::new(Shape::SCALAR); MAX_TENSORS], len: 0 };
        while list.len < specs.len() {
            list = list.push(specs[list.len]);
        }
        list
    }

    /// These specs and another.
    ///
    /// # Panics
    ///
    /// If there are [`MAX_TENSORS`] already.
    #[track_caller]
    pub(crate) const fn push(mut self, spec: Spec) -> Specs {
        assert!(self.len < MAX_TENSORS, "a layer or model takes and gives at most 16 tensors");
        self.specs[self.len] = spec;
        self.len += 1;
        self
    }

    /// The specs in order.
    pub const fn as_slice(&self) -> &[Spec] {
        match self.len {
            // Rules are run by an interpreter, to which `split_at` is a long way, and most layers give one tensor.
            1 => std::slice::from_ref(&self.specs[0]),
            len => self.specs.split_at(len).0,
        }
    }
}

/// Input specs: the tensors that a layer is called on.
///
/// A rule takes it apart with [`one`](Inputs::one) or [`at_least_two`](Inputs::at_least_two), which say what is
/// wrong when the number is another.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a>(&'a [Spec]);

impl Inputs<'static> {
    /// What a layer is called on behind one that does not fit: more tensors than it takes, of which nothing is known.
    #[doc(hidden)]
    pub const UNKNOWN: Self = Inputs(&[Spec::new(Shape::new(&[Dim::Unknown; 3])); MAX_TENSORS]);
}

impl<'a> Inputs<'a> {
    /// These tensors.
    pub const fn new(specs: &'a [Spec]) -> Self {
        Self(specs)
    }

    /// The first tensor alone, for a layer that others may follow: none if there is none.
    pub const fn first(self) -> Self {
        match self.0 {
            [first, _, ..] => Self(std::slice::from_ref(first)),
            _ => self,
        }
    }

    /// The only tensor.
    pub const fn one(self) -> ShapeResult<Spec> {
        match self.0 {
            [spec] => ShapeResult::Ok(*spec),
            [] => ShapeResult::Err(
                Fault::new("takes one tensor, was given none").help("call it on a tensor: `layer(x)`"),
            ),
            _ => ShapeResult::Err(
                Fault::new("takes one tensor, was given ")
                    .number(self.0.len())
                    .help("join them first, with `Concatenate()` or `Add()`"),
            ),
        }
    }

    /// The only number-valued tensor.
    pub const fn one_float(self) -> ShapeResult<Spec> {
        let spec = crate::shape_try!(self.one());
        match spec.dtype() {
            DType::Float => ShapeResult::Ok(spec),
            DType::Int => ShapeResult::Err(
                Fault::new("calculates with numbers, was given integer ids of shape ")
                    .shape(&spec.shape())
                    .help("turn ids into vectors first, with `Embedding`"),
            ),
        }
    }

    /// Two tensors or more, for a layer that merges.
    pub const fn at_least_two(self) -> ShapeResult<&'a [Spec]> {
        if self.0.len() < 2 {
            return ShapeResult::Err(
                Fault::new("merges two tensors or more, was given ")
                    .number(self.0.len())
                    .help("call it on a list: `([x, y])`"),
            );
        }
        let mut i = 1;
        while i < self.0.len() {
            if self.0[i].dtype() as usize != self.0[0].dtype() as usize {
                return ShapeResult::Err(
                    Fault::new("merges tensors of one kind, was given numbers and integer ids")
                        .help("turn ids into vectors first, with `Embedding`"),
                );
            }
            i += 1;
        }
        ShapeResult::Ok(self.0)
    }

    /// All of them.
    pub const fn as_slice(self) -> &'a [Spec] {
        self.0
    }
}
