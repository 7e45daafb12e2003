use std::cell::{RefCell, RefMut};
use std::fmt::Display;
use std::rc::Rc;
use std::sync::Arc;

use super::node::{Logits, Node};
use super::operation::Operation;
use super::prepared::PreparedWeights;
use super::state::{ErasedOperation, State};
use super::tensor::{Id, Tensor};
use super::variable::Variable;
use super::variable_gradients::{VariableGradient, VariableGradients};
use crate::collective::Collective;
use crate::kernels::pointwise::Pointwise;
use crate::tensor::{Buffer, Dims, Pool};
use crate::{Error, Result};

/// Gradient tape: records a computation, from which [`backward`](Self::backward) computes the gradients. A handle that
/// is cheap to clone.
///
/// Each step of training computes a loss from [variables](Self::variable) and [constants](Self::constant), runs
/// it [backward](Self::backward), [releases](Self::release) the values, updates the variables by their
/// [gradients](Self::gradient) and [resets](Self::reset) the tape. A tape belongs to one thread.
///
/// An error inside a computation is a value: the operation that fails notes it on the tape and returns a tensor
/// that later operations pass on in silence. [`check`](Self::check) tells.
///
/// ```
/// use keras::autodiff::{Tape, Variable};
/// use keras::backend as K;
///
/// let mut x = Variable::new("x", &[2], |x| x.copy_from_slice(&[1.0, 3.0]))?;
/// let tape = Tape::new();
/// for _ in 0..50 {
///     let loss = K::sum(&K::square(&(tape.variable(&x) - 2.0)));
///     tape.backward(&loss)?;
///     tape.release();
///     tape.update(&mut x, |x, gradient| x.iter_mut().zip(gradient).for_each(|(x, g)| *x -= 0.25 * *g));
///     tape.reset();
/// }
/// assert_eq!(x.value(), [2.0, 2.0]);
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Clone)]
pub struct Tape(Rc<Inner>);

struct Inner {
    records: bool,
    /// Those that have the other shares of what is computed.
    ranks: Option<Arc<dyn Collective>>,
    state: RefCell<State>,
}

/// Is shown the gradient of a variable, by its id.
pub(crate) type EachGradient<'a> = dyn FnMut(u64, &[f32]) + 'a;

/// Shows each of some variables.
pub(crate) type EachVariable<'a> = dyn Fn(&mut dyn FnMut(&Variable)) + 'a;

impl Tape {
    /// A tape that records what gradients need.
    #[expect(clippy::new_without_default, reason = "one of two kinds, neither the default")]
    pub fn new() -> Self {
        Self::among(None, true)
    }

    /// A tape for inference: it computes, and records nothing for gradients.
    pub fn inference() -> Self {
        Self::among(None, false)
    }

    /// A tape for inference again and again, which keeps weights in the forms in which operations read them.
    pub(crate) fn preparing() -> Self {
        let tape = Self::inference();
        tape.state().prepared = Some(PreparedWeights::default());
        tape
    }

    /// A tape of one of several ranks, on which a batch is computed that is shared between them.
    pub(crate) fn among(ranks: Option<Arc<dyn Collective>>, records: bool) -> Self {
        Self(Rc::new(Inner { records, ranks, state: RefCell::default() }))
    }

    /// The ranks between which the batch is shared.
    pub(crate) fn ranks(&self) -> Option<Arc<dyn Collective>> {
        self.0.ranks.clone()
    }

    /// Constant: a tensor without a gradient; `fill` is given unspecified values to overwrite, in row-major order.
    pub fn constant(&self, shape: &[usize], fill: impl FnOnce(&mut [f32])) -> Tensor {
        match self.try_take(shape) {
            Ok((dims, mut value)) => {
                // The state is not borrowed meanwhile: `fill` is the user's and may use the tape.
                fill(Pool::write(&mut value, dims.elements()));
                self.push(Node::constant(dims, value, 0))
            }
            Err(error) => self.fail(error),
        }
    }

    /// A buffer for the values of a tensor.
    fn try_take(&self, shape: &[usize]) -> Result<(Dims, Arc<Buffer>)> {
        let dims = Dims::new(shape)?;
        let value = self.state().pool.try_take(dims.elements())?;
        Ok((dims, value))
    }

    /// A tensor without a gradient, whose values stand at the beginning of a buffer.
    pub(crate) fn shared(&self, dims: Dims, values: &Arc<Buffer>) -> Tensor {
        self.push(Node::constant(dims, Arc::clone(values), 0))
    }

    /// The tensor of a variable. It shares the variable's values; the same variable gives the same tensor.
    pub fn variable(&self, variable: &Variable) -> Tensor {
        let state = &mut *self.state();
        let index = state.variable(variable, self.0.records);
        self.tensor_of(state, index)
    }

    /// Applies an operation to tensors of this tape, and records it if a gradient can reach it.
    pub fn apply<O: Operation>(&self, operation: O, inputs: &[&Tensor]) -> Tensor {
        self.apply_any(&mut Some(operation), inputs)
    }

    fn apply_any(&self, operation: &mut dyn ErasedOperation, inputs: &[&Tensor]) -> Tensor {
        let state = &mut *self.state();
        let first = state.edges.len();
        let index = self.enter(state, inputs).and_then(|()| state.apply(operation, first, self.0.records));
        match index {
            Ok(index) => self.tensor_of(state, index),
            Err(failure) => {
                state.edges.truncate(first);
                state.error = state.error.take().or(failure);
                self.tensor_of(state, Id::FAILED)
            }
        }
    }

    /// Values that the operation which produced `y` has [kept](Operation::keeps), from `offset` on, as a tensor without
    /// a gradient.
    ///
    /// # Panics
    ///
    /// If the operation has kept less than that.
    pub fn kept(&self, y: &Tensor, offset: usize, shape: &[usize]) -> Tensor {
        let Some((of, value, start)) = self.look(y) else { return y.clone() };
        let dims = match Dims::new(shape) {
            Ok(dims) => dims,
            Err(error) => return self.fail(error),
        };
        let start = start + of.elements() + offset;
        assert!(start + dims.elements() <= value.len(), "an operation has not kept what is asked for");
        self.push(Node::constant(dims, value, start))
    }

    /// Assigns `value` to `variable` for the rest of the step, as moving averages are updated;
    /// [`commit_assignment`](Self::commit_assignment) makes that last. No gradient goes through it: that of the variable is
    /// by what it has been assigned.
    pub fn assign(&self, variable: &Variable, value: &Tensor) {
        let state = &mut *self.state();
        let Some(index) = self.materialize(state, value) else { return };
        let found = state.nodes[index].dims;
        if found != variable.shape() {
            let place = format!("variable `{}`", variable.name());
            state.error.get_or_insert(Error::expected(place, variable.shape(), found));
            return;
        }
        state.assign(variable, index, self.0.records);
    }

    /// Commits to a variable the value [assigned](Self::assign) to it since the last reset or the last commit, if any. Call
    /// [`release`](Self::release) first, as for [`update`](Self::update).
    pub fn commit_assignment(&self, variable: &mut Variable) {
        let state = &mut *self.state();
        let assigned = state.leaves.get_mut(&variable.id()).and_then(|leaf| leaf.assigned.take());
        if let Some((buffer, start)) = assigned {
            let end = start + variable.shape().elements();
            variable.value_mut().copy_from_slice(&buffer[start..end]);
            state.pool.put(buffer);
        }
    }

    /// Lets `f` see what has been [assigned](Self::assign) to a variable since the last reset, if anything has.
    pub(crate) fn assigned<R>(&self, variable: &Variable, f: impl FnOnce(&[f32]) -> R) -> Option<R> {
        let state = self.state();
        let (buffer, start) = state.leaves.get(&variable.id())?.assigned.as_ref()?;
        Some(f(&buffer[*start..start + variable.shape().elements()]))
    }

    /// Fuses `function` into the operation of `x` as its epilogue, if that has not been evaluated yet.
    pub(super) fn fuse(&self, x: &Tensor, function: Pointwise) -> Option<Tensor> {
        let state = &mut *self.state();
        let index = self.index(state, x)?;
        match state.fuse(index, function)? {
            Ok(index) => Some(self.tensor_of(state, index)),
            Err(error) => {
                state.error.get_or_insert(error);
                Some(self.tensor_of(state, Id::FAILED))
            }
        }
    }

    /// Records an error, unless there is one already, and returns the tensor that stands for a failed computation.
    pub fn fail(&self, error: Error) -> Tensor {
        let state = &mut *self.state();
        state.error.get_or_insert(error);
        self.tensor_of(state, Id::FAILED)
    }

    /// Says of the error, if there is one, which layer or metric it was in, unless it names a place of the user's program
    /// itself.
    pub(crate) fn locate(&self, place: impl Display) {
        let state = &mut *self.state();
        let located = |error: Error| match error.place().contains('`') {
            true => error,
            false => error.within(&place),
        };
        state.error = state.error.take().map(located);
    }

    /// Placeholder: the tensor that stands for what has not been computed.
    pub(crate) fn placeholder(&self) -> Tensor {
        self.tensor_of(&self.state(), Id::FAILED)
    }

    /// The first error since the last reset.
    pub fn check(&self) -> Result<()> {
        self.state().error.clone().map_or(Ok(()), Err)
    }

    /// Whether there has been an error since the last reset: no value computed after it is valid.
    pub fn has_failed(&self) -> bool {
        self.state().error.is_some()
    }

    /// Whether this tape records what gradients need.
    pub fn records(&self) -> bool {
        self.0.records
    }

    /// Backpropagation: computes the gradients of `loss`, a scalar, by every trainable variable that it depends on.
    ///
    /// They are added to those that the variables have already: gradients gather until the next reset. An error
    /// of the computation so far is returned instead; so is a `loss` that is not a scalar, and a tape made for
    /// [inference](Self::inference).
    pub fn backward(&self, loss: &Tensor) -> Result<()> {
        self.backward_with(loss, &mut |_, _| ())
    }

    /// As [`backward`](Self::backward), and shows each gradient as soon as it is complete, with the id of its variable: while
    /// those of earlier operations are still to be computed.
    pub(crate) fn backward_with(&self, loss: &Tensor, ready: &mut EachGradient<'_>) -> Result<()> {
        let place = "Tape::backward";
        if !self.0.records {
            return Err(Error::new(place, "a tape for inference records nothing").help("use `Tape::new()`"));
        }
        let state = &mut *self.state();
        if let Err(failure) = self.enter(state, &[loss]) {
            state.error = state.error.take().or(failure);
        }
        if let Some(error) = &state.error {
            return Err(error.clone());
        }
        let loss = state.edges.pop().expect("`enter` has pushed the loss") as usize;
        let dims = state.nodes[loss].dims;
        if dims.elements() != 1 {
            return Err(Error::expected(place, "a loss that is one number", dims).help("take its mean"));
        }
        state.backward(loss, false, ready)
    }

    /// Gradient of a variable, for `f` to read or change; `None` if no loss depended on it since the last reset.
    pub fn gradient<R>(&self, variable: &Variable, f: impl FnOnce(&mut [f32]) -> R) -> Option<R> {
        self.lend_gradient(variable.id(), variable.shape().elements(), f)
    }

    /// Updates a variable by its gradient: `f` is given the values, then the gradient. `None` if no loss depended on
    /// the variable since the last reset. Call [`release`](Self::release) first, else the values are still shared with
    /// the tape and copied.
    pub fn update<R>(
        &self,
        variable: &mut Variable,
        f: impl FnOnce(&mut [f32], &mut [f32]) -> R,
    ) -> Option<R> {
        let (id, len) = (variable.id(), variable.shape().elements());
        self.lend_gradient(id, len, |gradient| f(variable.value_mut(), gradient))
    }

    fn lend_gradient<R>(&self, id: u64, len: usize, f: impl FnOnce(&mut [f32]) -> R) -> Option<R> {
        // Taken out while `f` runs: it is the user's and may use the tape.
        let mut gradient = self.state().leaves.get_mut(&id)?.gradient.take()?;
        let result = f(Pool::write(&mut gradient, len));
        self.give_back(id, gradient);
        Some(result)
    }

    /// Lets `f` write the gradient of a variable, which may have had none.
    pub(crate) fn set_gradient(&self, variable: &Variable, f: impl FnOnce(&mut [f32])) {
        let len = variable.shape().elements();
        {
            let State { leaves, pool, .. } = &mut *self.state();
            leaves.entry(variable.id()).or_default().gradient.get_or_insert_with(|| pool.take(len));
        }
        self.lend_gradient(variable.id(), len, f);
    }

    fn give_back(&self, id: u64, gradient: Arc<Buffer>) {
        let state = &mut *self.state();
        match state.leaves.get_mut(&id) {
            Some(leaf) => leaf.gradient = Some(gradient),
            None => state.pool.put(gradient),
        }
    }

    /// The gradients of the sum of `target` by the variables that `each` shows, in that order: none by one that is not
    /// trainable, or that `target` does not depend on.
    ///
    /// # Errors
    ///
    /// As [`backward`](Self::backward).
    pub(crate) fn variable_gradients(
        &self,
        target: &Tensor,
        each: &EachVariable<'_>,
    ) -> Result<VariableGradients> {
        let target = self.living(target)?;
        let list = self.state().lists.pop().unwrap_or_default();
        let mut gradients = VariableGradients::new(self, list);
        let result = {
            let state = &mut *self.state();
            each(&mut |variable| state.ask(variable));
            state.mark(target, &[]);
            let result = state.backward(target, true, &mut |_, _| ());
            each(&mut |variable| gradients.push(variable, state.answer(variable)));
            result
        };
        result.map(|()| gradients)
    }

    /// Takes back a list of gradients that is not needed any more.
    pub(super) fn recycle_list(&self, list: Vec<VariableGradient>) {
        self.state().lists.push(list);
    }

    /// Lets a buffer be the gradient of a variable, in exchange for that which it has.
    pub(crate) fn exchange_gradient(&self, variable: &Variable, gradient: &mut Option<Arc<Buffer>>) {
        let state = &mut *self.state();
        let leaf = state.leaves.entry(variable.id()).or_default();
        std::mem::swap(&mut leaf.gradient, gradient);
    }

    /// Lets go of the values of a variable, which is about to be updated: what was computed from them has no gradient any
    /// more.
    pub(crate) fn unshare(&self, variable: &Variable) {
        self.state().unshare(variable);
    }

    /// Takes back a buffer that is not needed any more.
    pub(crate) fn recycle(&self, buffer: Arc<Buffer>) {
        self.state().pool.put(buffer);
    }

    /// Releases the recorded computation and keeps the gradients. Variables are no longer shared and can be updated in
    /// place.
    pub fn release(&self) {
        self.state().release();
    }

    /// Resets the tape: clears the computation, its error and the gradients. Buffers stay with the tape, for the next
    /// step.
    pub fn reset(&self) {
        self.state().reset();
    }

    /// Notes that `y` is the softmax or the sigmoid of `x`, for [`Tensor::logits`] and [`Tensor::log_odds`].
    pub(super) fn link_logits(&self, y: &Tensor, x: &Tensor, link: fn(u32) -> Logits) {
        let state = &mut *self.state();
        if let (Some(y), Some(x)) = (self.index(state, y), self.index(state, x)) {
            state.nodes[y].logits = Some(link(x as u32));
        }
    }

    /// What a tensor is the softmax or the sigmoid of.
    pub(super) fn logits(&self, y: &Tensor, of: fn(Logits) -> Option<u32>) -> Option<Tensor> {
        let state = &*self.state();
        let index = state.nodes[self.index(state, y)?].logits.and_then(of)?;
        Some(self.tensor_of(state, index))
    }

    /// Notes which time steps of a tensor count, for [`Tensor::mask`].
    pub(super) fn set_mask(&self, x: &Tensor, mask: &Tensor) {
        let state = &mut *self.state();
        if let (Some(x), Some(mask)) = (self.index(state, x), self.index(state, mask)) {
            state.nodes[x].mask = Some(mask as u32);
        }
    }

    /// Mask of a tensor: which time steps count.
    pub(super) fn mask(&self, x: &Tensor) -> Option<Tensor> {
        let state = &*self.state();
        let index = state.nodes[self.index(state, x)?].mask?;
        Some(self.tensor_of(state, index))
    }

    /// Whether a gradient of a tensor goes on to a variable.
    pub(super) fn requires_gradient(&self, x: &Tensor) -> bool {
        let state = &*self.state();
        self.index(state, x).is_some_and(|index| state.nodes[index].needs_gradient)
    }

    /// Detached tensor: the same values, through which no gradient goes.
    pub(super) fn detach(&self, x: &Tensor) -> Tensor {
        let state = &mut *self.state();
        let Some(index) = self.materialize(state, x) else { return x.clone() };
        let index = state.detach(index);
        self.tensor_of(state, index)
    }

    /// The shape of a tensor, the buffer of its values and where in it they begin, if it is alive.
    pub(super) fn look(&self, tensor: &Tensor) -> Option<(Dims, Arc<Buffer>, usize)> {
        let state = &mut *self.state();
        let index = self.materialize(state, tensor)?;
        let node = &state.nodes[index];
        Some((node.dims, Arc::clone(node.buffer()), node.start))
    }

    /// The shape of a tensor, if it is alive.
    pub(super) fn dims(&self, tensor: &Tensor) -> Option<Dims> {
        let state = &*self.state();
        Some(state.nodes[self.index(state, tensor)?].dims)
    }

    pub(super) fn state(&self) -> RefMut<'_, State> {
        self.0.state.borrow_mut()
    }

    fn push(&self, node: Node) -> Tensor {
        let state = &mut *self.state();
        let index = state.push(node);
        self.tensor_of(state, index)
    }

    pub(super) fn tensor_of(&self, state: &State, index: u32) -> Tensor {
        Tensor::new(self.clone(), Id { index, generation: state.generation })
    }

    /// The node of a living tensor of this tape.
    pub(super) fn index(&self, state: &State, tensor: &Tensor) -> Option<usize> {
        let Id { index, generation } = tensor.id();
        let lives = Rc::ptr_eq(&self.0, &tensor.tape().0) && generation == state.generation;
        (lives && index != Id::FAILED).then_some(index as usize)
    }

    /// The node of a living tensor of this tape, materialized: computed if its operation was lazy. An error of that is
    /// recorded.
    pub(super) fn materialize(&self, state: &mut State, tensor: &Tensor) -> Option<usize> {
        let index = self.index(state, tensor)?;
        match state.materialize(index) {
            Ok(()) => Some(index),
            Err(error) => {
                state.error.get_or_insert(error);
                None
            }
        }
    }

    /// Pushes the inputs of an operation onto the edges, or says why they are none: without words if they come
    /// from a failure that has been noted already.
    fn enter(&self, state: &mut State, inputs: &[&Tensor]) -> Result<(), Option<Error>> {
        for tensor in inputs {
            match self.index(state, tensor) {
                Some(index) => {
                    state.materialize(index)?;
                    state.edges.push(index as u32);
                }
                None => return Err(self.why_not(state, tensor)),
            }
        }
        Ok(())
    }

    /// What is wrong with a tensor that has no node; nothing new if it comes from a failure of this step.
    pub(super) fn why_not(&self, state: &State, tensor: &Tensor) -> Option<Error> {
        let place = "an operation on tensors";
        if !Rc::ptr_eq(&self.0, &tensor.tape().0) {
            let mixed = || Error::new(place, "the tensors belong to two different tapes");
            return Some(tensor.tape().check().err().unwrap_or_else(mixed));
        }
        let help = "copy what should outlive a step into a `Variable` or an array";
        let over = tensor.id().generation != state.generation;
        over.then(|| Error::new(place, "a tensor is used after its step has ended").help(help))
    }
}
