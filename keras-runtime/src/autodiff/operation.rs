use std::any::{Any, type_name};
use std::ops::Index;
use std::sync::Arc;

use super::node::{Node, Source};
use super::prepared::PreparedWeights;
use super::tensor::Tensor;
use super::tensor_gradients::TensorGradients;
use crate::Result;
use crate::kernels::pointwise::{Pointwise, axpy};
use crate::tensor::{Buffer, Dims, Pool};

/// A differentiable function of tensors: its shape rule, its values and its gradient.
///
/// See the [module](super) for how to write one. An operation sees slices, never the tape, and holds nothing but
/// its own settings (an axis, a factor): the tape keeps its inputs and its output for [`backward`](Self::backward).
/// That it is `Send` keeps tapes and tensors out of it.
pub trait Operation: Any + Send {
    /// The shape of the output, from the inputs; an error, in the words of the function that the user called,
    /// if they do not fit.
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims>;

    /// Writes the output `y`, which comes with unspecified content; an error if the values do not fit, as an
    /// index out of range.
    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()>;

    /// Adds to the gradients `dx` of the inputs what follows from the gradient `dy` of the output.
    ///
    /// `dy` is free to be overwritten: an operation that turns it into the gradient of an input of the same size
    /// [hands](Gradients::reuse_upstream) it on.
    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>);

    /// Differentiable backward pass: as [`backward`](Self::backward), but on tensors and by other operations, which makes a
    /// gradient that has gradients in turn. `false`, as by default, if it is not known: a second derivative through the
    /// operation is then an error.
    fn differentiable_backward(
        &self,
        _x: &[Tensor],
        _y: &Tensor,
        _dy: &Tensor,
        _dx: &mut TensorGradients,
    ) -> bool {
        false
    }

    /// Name of the operation, for messages; that of the type by default.
    fn name(&self) -> &'static str {
        let path = type_name::<Self>();
        let path = path.split('<').next().unwrap_or(path);
        path.rsplit("::").next().unwrap_or(path)
    }

    /// Residuals saved for the backward pass: how many values the operation keeps besides its output, for its gradient
    /// or for [`Tape::kept`](super::Tape::kept): `y` is longer by so many, in `forward` and in `backward`, but `dy` is
    /// not.
    fn keeps(&self, _x: &Inputs<'_>) -> usize {
        0
    }

    /// The function that `forward` applies last, as an epilogue, if the operation can take one over.
    ///
    /// Such an operation is [evaluated lazily](super#lazy-evaluation): if what uses its output first is a [`Pointwise`]
    /// function, that is fused into it, and memory is passed over once instead of twice. `forward` and `backward` find
    /// here which function is meant.
    fn function(&mut self) -> Option<&mut Pointwise> {
        None
    }

    /// Where in the first input the output lies, if it is a part of that in another shape. It then shares the buffer,
    /// and `forward` is not called.
    fn view(&self) -> Option<usize> {
        None
    }
}

/// The inputs of an operation: `x[0]` are the values of the first.
pub struct Inputs<'a> {
    pub(super) nodes: &'a [Node],
    pub(super) inputs: &'a [u32],
    /// Those of the tape, if it keeps any.
    pub(super) prepared: Option<&'a PreparedWeights>,
}

impl Inputs<'_> {
    /// The number of inputs.
    #[expect(clippy::len_without_is_empty, reason = "no operation is without inputs")]
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// The shape of an input.
    pub fn dims(&self, input: usize) -> Dims {
        self.node(input).dims
    }

    /// An input in another form, of `len` values that `prepare` writes: that which the tape has kept of it, or keeps from now
    /// on. Nothing if the tape keeps none, or the input is no variable.
    pub(crate) fn prepared(
        &self,
        input: usize,
        len: impl FnOnce() -> Option<usize>,
        prepare: impl FnOnce(&[f32], &mut [f32]),
    ) -> Result<Option<Arc<Buffer>>> {
        let node = self.node(input);
        let (Some(prepared), Source::Variable(id), 0) = (self.prepared, node.source, node.start) else {
            return Ok(None);
        };
        let Some(len) = len() else { return Ok(None) };
        prepared.form(id, node.buffer(), len, |form| prepare(node.values(), form)).map(Some)
    }

    pub(super) fn node(&self, input: usize) -> &Node {
        &self.nodes[self.inputs[input] as usize]
    }
}

impl Index<usize> for Inputs<'_> {
    type Output = [f32];

    fn index(&self, input: usize) -> &[f32] {
        self.node(input).values()
    }
}

/// The gradients of an operation's inputs, to be added to.
///
/// An input that needs no gradient is passed over: closures for it are not called.
pub struct Gradients<'a> {
    pub(super) nodes: &'a [Node],
    pub(super) inputs: &'a [u32],
    pub(super) table: &'a mut [Option<Arc<Buffer>>],
    pub(super) pool: &'a mut Pool,
    pub(super) passed: Option<usize>,
    /// The nodes whose gradients are asked for, if not all of those that have one are.
    pub(super) asked: Option<&'a [bool]>,
}

impl Gradients<'_> {
    /// Whether the gradient of an input is needed.
    pub fn wants(&self, input: usize) -> bool {
        let index = self.inputs[input] as usize;
        self.nodes[index].needs_gradient && self.asked.is_none_or(|asked| asked[index])
    }

    /// Lets `f` add to the gradient of an input, as in `g[i] += ...`.
    pub fn add(&mut self, input: usize, f: impl FnOnce(&mut [f32])) {
        self.accumulate(input, |g, beta| {
            if beta == 0.0 {
                g.fill(0.0);
            }
            f(g);
        });
    }

    /// Accumulates into the gradient of an input: `f` writes `g = ... + beta * g`, where a `beta` of 0 means that `g`
    /// is uninitialized and has to be overwritten whole. It spares the zeros that [`add`](Self::add) starts from.
    pub fn accumulate(&mut self, input: usize, f: impl FnOnce(&mut [f32], f32)) {
        if let Some((gradient, beta)) = self.gradient(input) {
            f(gradient, beta);
        }
    }

    /// The gradient of an input, if it is wanted, and what is to become of the values in it.
    fn gradient(&mut self, input: usize) -> Option<(&mut [f32], f32)> {
        if !self.wants(input) {
            return None;
        }
        let index = self.inputs[input] as usize;
        let len = self.nodes[index].dims.elements();
        let beta = if self.table[index].is_some() { 1.0 } else { 0.0 };
        let gradient = self.table[index].get_or_insert_with(|| self.pool.take(len));
        Some((Pool::write(gradient, len), beta))
    }

    /// Reuses the upstream gradient `dy`, as it stands when `backward` returns, as what is added to the gradient of an
    /// input of the same size; its buffer is handed on without a copy. At most once a call.
    pub fn reuse_upstream(&mut self, input: usize) {
        debug_assert!(self.passed.is_none(), "dy can be passed on only once");
        self.passed = Some(input);
    }

    /// Does what [`reuse_upstream`](Self::reuse_upstream) promised, or takes `dy` back.
    pub(super) fn finish(mut self, dy: Arc<Buffer>, len: usize) {
        let Some(input) = self.passed.filter(|&input| self.wants(input)) else {
            return self.pool.put(dy);
        };
        let index = self.inputs[input] as usize;
        assert_eq!(self.nodes[index].dims.elements(), len, "dy was passed to an input of another size");
        if self.table[index].is_none() {
            self.table[index] = Some(dy);
        } else {
            self.add(input, |g| axpy(1.0, &dy[..len], g));
            self.pool.put(dy);
        }
    }
}
