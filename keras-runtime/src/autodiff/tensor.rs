use std::fmt;

use ndarray::{ArrayD, ArrayView, ArrayViewD, Dimension, arr0};

use super::node::Logits;
use super::tape::Tape;
use crate::Error;
use crate::tensor::Dims;

/// Tensor on a [`Tape`]: the input or the result of an operation; a handle that is cheap to clone.
///
/// A tensor that comes from a failed operation, or whose step is over, has as many axes as a tensor can have, all of
/// size 1, and reads as NaN: code that looks at its sizes goes on, and [`Tape::check`] tells of the failure.
#[derive(Clone)]
pub struct Tensor {
    tape: Tape,
    id: Id,
}

/// Which tensor of a tape.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Id {
    pub index: u32,
    pub generation: u32,
}

impl Id {
    /// The index of the result of a failed operation.
    pub const FAILED: u32 = u32::MAX;
}

impl Tensor {
    pub(super) fn new(tape: Tape, id: Id) -> Self {
        Self { tape, id }
    }

    pub(super) fn id(&self) -> Id {
        self.id
    }

    /// Whether both are one tensor.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.id == other.id
    }

    /// The tape that it is on.
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// The shape, the batch included.
    pub fn shape(&self) -> Dims {
        self.tape.dims(self).unwrap_or(Dims::PLACEHOLDER)
    }

    /// The number of axes.
    pub fn rank(&self) -> usize {
        self.shape().rank()
    }

    /// The size of an axis, negative ones counting from the end. If there is no such axis, that is noted on the
    /// tape and the size is 1.
    pub fn dim(&self, axis: isize) -> usize {
        let dims = self.shape();
        match dims.axis("Tensor::dim", axis) {
            Ok(axis) => dims[axis],
            Err(error) => {
                self.tape.fail(error);
                1
            }
        }
    }

    /// Lets `f` see the values, in row-major order.
    pub fn read<R>(&self, f: impl FnOnce(&[f32]) -> R) -> R {
        match self.tape.look(self) {
            Some((dims, values, start)) => f(&values[start..start + dims.elements()]),
            None => f(&[f32::NAN]),
        }
    }

    /// The only value. If there is not exactly one, that is noted on the tape and the value is NaN.
    pub fn item(&self) -> f32 {
        self.read(|values| match values {
            [value] => *value,
            _ => {
                self.tape.fail(Error::expected("Tensor::item", "a tensor of one element", self.shape()));
                f32::NAN
            }
        })
    }

    /// A copy of the values as an array: a single NaN if the computation has failed, which [`Tape::check`] tells.
    pub fn to_array(&self) -> ArrayD<f32> {
        let Some((dims, values, start)) = self.tape.look(self) else { return arr0(f32::NAN).into_dyn() };
        let view = ArrayViewD::from_shape(&*dims, &values[start..start + dims.elements()]);
        view.expect("a tensor has the length of its shape").to_owned()
    }

    /// Whether the tensor requires a gradient: whether it is a differentiable function of a trainable variable. After a
    /// comparison it is not.
    pub fn requires_gradient(&self) -> bool {
        self.tape.requires_gradient(self)
    }

    /// Logits that this tensor is the softmax of over the last axis, if it is one: a cross-entropy is computed faster
    /// and more exactly from them.
    pub fn logits(&self) -> Option<Tensor> {
        self.tape.logits(self, |logits| match logits {
            Logits::OfSoftmax(of) => Some(of),
            Logits::OfSigmoid(_) => None,
        })
    }

    /// Log-odds that this tensor is the sigmoid of, if it is one: a cross-entropy is exact from them, and has a
    /// gradient where the sigmoid saturates.
    pub fn log_odds(&self) -> Option<Tensor> {
        self.tape.logits(self, |logits| match logits {
            Logits::OfSigmoid(of) => Some(of),
            Logits::OfSoftmax(_) => None,
        })
    }

    /// Mask: which time steps count, if not all do. 1 or 0 for each, `(batch, steps)`; where steps have steps of their
    /// own, such as the words of sentences, `(batch, sentences, words)`. Layers pass it on by
    /// [`Layer::mask`](crate::layers::Layer::mask).
    pub fn mask(&self) -> Option<Tensor> {
        self.tape.mask(self)
    }

    /// The tensor with a mask: only those time steps count where `mask`, `(batch, steps)`, is not 0. A mask that does
    /// not lie along the first axes of the tensor is an error of the computation.
    #[must_use]
    pub fn with_mask(self, mask: &Tensor) -> Tensor {
        let (dims, found) = (self.shape(), mask.shape());
        if !dims.starts_with(&found) {
            let expected = format!("one along the first axes of {dims}");
            return self.tape.fail(Error::expected("a mask of time steps", expected, found));
        }
        self.tape.set_mask(&self, mask);
        self
    }
}

impl Tape {
    /// The values of an array, or of a nested Rust array, as a constant.
    ///
    /// ```
    /// use keras::autodiff::Tape;
    ///
    /// let x = Tape::new().array(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// assert_eq!(x.shape().to_string(), "(2, 3)");
    /// ```
    pub fn array<'a, D: Dimension>(&self, array: impl Into<ArrayView<'a, f32, D>>) -> Tensor {
        let array = array.into();
        self.constant(array.shape(), |values| {
            values.iter_mut().zip(array.iter()).for_each(|(value, &element)| *value = element);
        })
    }
}

impl fmt::Debug for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tensor {} ", self.shape())?;
        fmt::Debug::fmt(&self.to_array(), f)
    }
}
