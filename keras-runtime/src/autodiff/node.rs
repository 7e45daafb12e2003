//! Nodes of a tape: values, and where they come from.

use std::ops::Range;
use std::sync::Arc;

use crate::kernels::pointwise::Pointwise;
use crate::tensor::{Buffer, Dims};

/// A tensor on the tape.
pub(super) struct Node {
    pub dims: Dims,
    /// None yet, if the operation is evaluated lazily and its output has not been used.
    pub value: Option<Arc<Buffer>>,
    /// Where in the buffer it begins.
    pub start: usize,
    pub needs_gradient: bool,
    /// What this node is the softmax or the sigmoid of, if it is one.
    pub logits: Option<Logits>,
    /// Which of its time steps count, if not all do.
    pub mask: Option<u32>,
    pub source: Source,
}

/// The node of which another is a function that gives probabilities.
#[derive(Clone, Copy)]
pub(super) enum Logits {
    OfSoftmax(u32),
    OfSigmoid(u32),
}

impl Logits {
    /// The node.
    pub fn of(self) -> u32 {
        match self {
            Self::OfSoftmax(of) | Self::OfSigmoid(of) => of,
        }
    }

    /// The same of another node.
    pub fn moved(self, to: u32) -> Self {
        match self {
            Self::OfSoftmax(_) => Self::OfSoftmax(to),
            Self::OfSigmoid(_) => Self::OfSigmoid(to),
        }
    }
}

/// Where a node comes from, which is where its gradient goes.
#[derive(Clone, Copy)]
pub(super) enum Source {
    Constant,
    /// The variable of this id.
    Variable(u64),
    /// The operation in a slot, whose inputs stand in `State::edges`.
    Operation {
        slot: usize,
        first: usize,
        len: usize,
        function: Pointwise,
    },
    /// The gradient of an operation that is differentiable once. In `State::edges` stands what it was computed from.
    Gradient {
        of: &'static str,
        first: usize,
        len: usize,
    },
    /// The variable of this id, which has been updated since, or a view of it: the values are gone.
    Updated(u64),
}

impl Source {
    /// Where the nodes that it is computed from stand in `State::edges`.
    pub fn edges(self) -> Range<usize> {
        match self {
            Self::Operation { first, len, .. } | Self::Gradient { first, len, .. } => first..first + len,
            Self::Constant | Self::Variable(_) | Self::Updated(_) => 0..0,
        }
    }
}

impl Node {
    pub fn values(&self) -> &[f32] {
        self.values_and(0)
    }

    /// The values, and so many that the operation has kept after them.
    pub fn values_and(&self, kept: usize) -> &[f32] {
        &self.buffer()[self.start..self.start + self.dims.elements() + kept]
    }

    /// The buffer of the value, which has been materialized.
    pub fn buffer(&self) -> &Arc<Buffer> {
        self.value.as_ref().expect("a value that is read has been materialized")
    }

    /// A node without a gradient.
    pub fn constant(dims: Dims, value: Arc<Buffer>, start: usize) -> Self {
        let value = Some(value);
        Self { dims, value, start, needs_gradient: false, logits: None, mask: None, source: Source::Constant }
    }
}
