//! State of a tape: its nodes, their lazy evaluation and the backward pass through them.

use std::any::Any;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::node::{Node, Source};
use super::operation::{Gradients, Inputs, Operation};
use super::prepared::PreparedWeights;
use super::tape::EachGradient;
use super::variable::Variable;
use super::variable_gradients::VariableGradient;
use crate::Error;
use crate::kernels::denormals::Flushed;
use crate::kernels::pointwise::{Pointwise, axpy};
use crate::tensor::{Buffer, Dims, Pool};

/// A variable that the tape has seen since the last reset.
#[derive(Default)]
pub(super) struct Leaf {
    /// Its node, unless the tape has been released since.
    node: Option<u32>,
    pub gradient: Option<Arc<Buffer>>,
    /// Whether [`State::gradient`] is asked for it, and what that has found.
    pub asked: bool,
    pub found: Option<Arc<Buffer>>,
    /// The buffer that holds what has been assigned to it, and where that begins.
    pub assigned: Option<(Arc<Buffer>, usize)>,
}

/// Scatters the ids of variables, which count up, for a hash map.
#[derive(Default)]
pub(super) struct Scatter(u64);

impl Hasher for Scatter {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(byte.into()));
    }

    fn write_u64(&mut self, id: u64) {
        // An odd number whose bits are mixed, 2⁶⁴ over the golden ratio: the upper bits of the product depend on all.
        self.0 = (self.0 ^ id).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// What a tape holds. Nothing in here shrinks, so that a step like the one before allocates nothing.
#[derive(Default)]
pub(super) struct State {
    /// Counts releases: a tensor of an earlier generation is of a computation that is over.
    pub generation: u32,
    pub error: Option<Error>,
    pub pool: Pool,
    pub nodes: Vec<Node>,
    /// The inputs of all operations, by node.
    pub edges: Vec<u32>,
    /// The recorded operations; those beyond `recorded` are of earlier steps, to be overwritten in place.
    pub slots: Vec<Box<dyn Operation>>,
    recorded: usize,
    pub leaves: HashMap<u64, Leaf, BuildHasherDefault<Scatter>>,
    /// Gradients by node, while `backward` runs.
    pub gradients: Vec<Option<Arc<Buffer>>>,
    /// The nodes that lie between the sources of a gradient and its target.
    pub between: Vec<bool>,
    /// Gradients by node as nodes, while a differentiable gradient is computed.
    pub tensor_gradients: Vec<u32>,
    /// Lists of gradients that wait to be used again.
    pub lists: Vec<Vec<VariableGradient>>,
    /// The weights that are prepared, if any are to be: they outlive resets.
    pub prepared: Option<PreparedWeights>,
}

impl State {
    pub fn push(&mut self, node: Node) -> u32 {
        self.nodes.push(node);
        u32::try_from(self.nodes.len() - 1).expect("fewer tensors than memory could hold")
    }

    pub fn variable(&mut self, variable: &Variable, records: bool) -> u32 {
        let leaf = self.leaves.entry(variable.id()).or_default();
        let is_current = |&index: &u32| {
            let value = self.nodes[index as usize].value.as_ref();
            leaf.assigned.is_some() || value.is_some_and(|value| Arc::ptr_eq(value, variable.shared()))
        };
        if let Some(index) = leaf.node.filter(is_current) {
            return index;
        }
        let index = self.push(Node {
            dims: variable.shape(),
            value: Some(Arc::clone(variable.shared())),
            start: 0,
            needs_gradient: records && variable.trainable(),
            logits: None,
            mask: None,
            source: Source::Variable(variable.id()),
        });
        self.leaves.entry(variable.id()).or_default().node = Some(index);
        index
    }

    /// Lets a variable be the value of a node for the rest of the step.
    pub fn assign(&mut self, variable: &Variable, index: usize, records: bool) {
        let node = &self.nodes[index];
        let (value, start) = (Arc::clone(node.buffer()), node.start);
        let constant = Node::constant(node.dims, Arc::clone(&value), start);
        let node = self.push(if variable.trainable() {
            Node { needs_gradient: records, source: Source::Variable(variable.id()), ..constant }
        } else {
            constant
        });
        let leaf = self.leaves.entry(variable.id()).or_default();
        (leaf.node, leaf.assigned) = (Some(node), Some((value, start)));
    }

    /// Adds an operation on the inputs that stand in the edges from `first` on, and computes it unless it is evaluated
    /// lazily.
    pub fn apply(
        &mut self,
        fresh: &mut dyn ErasedOperation,
        first: usize,
        records: bool,
    ) -> Result<u32, Option<Error>> {
        let operation = fresh.operation();
        let (nodes, prepared) = (&self.nodes, self.prepared.as_ref());
        let x = Inputs { nodes, inputs: &self.edges[first..], prepared };
        let dims = operation.shape(&x)?;
        let len = x.len();
        let needs_gradient = records && (0..len).any(|input| x.node(input).needs_gradient);
        let function = operation.function().copied();
        let (value, start) = if function == Some(Pointwise::Linear) {
            (None, 0)
        } else if let Some(offset) = operation.view() {
            (x.node(0).value.clone(), x.node(0).start + offset)
        } else {
            (Some(forward(operation, &x, dims, &mut self.pool)?), 0)
        };
        let source = if needs_gradient || value.is_none() {
            let (slot, function) = (self.recorded, function.unwrap_or_default());
            self.recorded += 1;
            fresh.keep(&mut self.slots, slot);
            Source::Operation { slot, first, len, function }
        } else {
            self.edges.truncate(first);
            Source::Constant
        };
        Ok(self.push(Node { dims, value, start, needs_gradient, logits: None, mask: None, source }))
    }

    /// Computes the value of a node whose operation has not been evaluated yet.
    pub fn materialize(&mut self, index: usize) -> Result<(), Error> {
        let Node { dims, value: None, source, logits, .. } = &self.nodes[index] else { return Ok(()) };
        let Source::Operation { slot, first, len, function } = *source else { return Err(updated()) };
        let (nodes, prepared) = (&self.nodes, self.prepared.as_ref());
        let x = Inputs { nodes, inputs: &self.edges[first..first + len], prepared };
        let operation = with_function(&mut *self.slots[slot], function);
        let value = match logits {
            // A loss has asked for the logits already: the function is all that is left to do.
            Some(logits) if self.nodes[logits.of() as usize].value.is_some() => {
                let (elements, kept) = (dims.elements(), operation.keeps(&x));
                let mut value = self.pool.take(elements + kept);
                let values = Pool::write(&mut value, elements + kept);
                values.copy_from_slice(self.nodes[logits.of() as usize].values_and(kept));
                function.apply(&mut values[..elements]);
                value
            }
            _ => forward(operation, &x, *dims, &mut self.pool)?,
        };
        self.nodes[index].value = Some(value);
        Ok(())
    }

    /// A node of the same values, to which no gradient reaches. What is known of its logits goes along.
    pub fn detach(&mut self, index: usize) -> u32 {
        let Node { dims, start, logits, .. } = self.nodes[index];
        let value = Arc::clone(self.nodes[index].buffer());
        let known = logits.filter(|logits| self.nodes[logits.of() as usize].value.is_some());
        let logits = known.map(|logits| logits.moved(self.detach(logits.of() as usize)));
        self.push(Node { logits, ..Node::constant(dims, value, start) })
    }

    /// Fuses `function` into a node that has not been evaluated, as its epilogue: the node of the result. A sigmoid stays
    /// unevaluated: a loss may ask for its logits first.
    pub fn fuse(&mut self, index: usize, function: Pointwise) -> Option<Result<u32, Error>> {
        let Node { dims, value: None, needs_gradient, source, .. } = self.nodes[index] else { return None };
        let Source::Operation { slot, first, len, function: Pointwise::Linear } = source else { return None };
        let source = Source::Operation { slot, first, len, function };
        let fused =
            self.push(Node { dims, value: None, start: 0, needs_gradient, logits: None, mask: None, source });
        let evaluated =
            if function == Pointwise::Sigmoid { Ok(()) } else { self.materialize(fused as usize) };
        Some(evaluated.map(|()| fused))
    }

    /// Runs the recorded operations backward from `target`, by whose sum the gradients are: those of all variables, which
    /// gather in [`Leaf::gradient`], or of those that are [asked](Leaf::asked) for, whose are [`Leaf::found`]. `ready` is
    /// shown each that is complete.
    pub fn backward(
        &mut self,
        target: usize,
        asked: bool,
        ready: &mut EachGradient<'_>,
    ) -> Result<(), Error> {
        let _flushed = Flushed::begin();
        let between = std::mem::take(&mut self.between);
        let result = self.sweep(target, asked.then_some(&*between), ready);
        self.between = between;
        let Self { gradients, pool, .. } = self;
        gradients.iter_mut().filter_map(Option::take).for_each(|gradient| pool.put(gradient));
        result
    }

    fn sweep(
        &mut self,
        target: usize,
        asked: Option<&[bool]>,
        ready: &mut EachGradient<'_>,
    ) -> Result<(), Error> {
        let Self { nodes, edges, slots, pool, leaves, gradients, .. } = self;
        gradients.clear();
        gradients.resize(nodes.len(), None);
        let elements = nodes[target].dims.elements();
        let mut seed = pool.take(elements);
        Pool::write(&mut seed, elements).fill(1.0);
        gradients[target] = Some(seed);
        for (index, node) in nodes.iter().enumerate().take(target + 1).rev() {
            let Some(mut dy) = gradients[index].take() else { continue };
            let elements = node.dims.elements();
            match node.source {
                Source::Constant => pool.put(dy),
                Source::Variable(id) => {
                    let leaf = leaves.entry(id).or_default();
                    let gathered = if asked.is_some() { &mut leaf.found } else { &mut leaf.gradient };
                    ready(id, &dy[..elements]);
                    if let Some(gathered) = gathered {
                        axpy(1.0, &dy[..elements], Pool::write(gathered, elements));
                        pool.put(dy);
                    } else {
                        *gathered = Some(dy);
                    }
                }
                Source::Operation { slot, first, len, function } => {
                    let inputs = &edges[first..first + len];
                    check_values(nodes, inputs)?;
                    let x = Inputs { nodes, inputs, prepared: None };
                    let mut dx = Gradients { nodes, inputs, table: gradients, pool, passed: None, asked };
                    let operation = with_function(&mut *slots[slot], function);
                    let y = node.values_and(operation.keeps(&x));
                    operation.backward(&x, y, Pool::write(&mut dy, elements), &mut dx);
                    dx.finish(dy, elements);
                }
                Source::Gradient { of, .. } => return Err(once_only(of)),
                Source::Updated(_) => return Err(updated()),
            }
        }
        Ok(())
    }

    /// Notes which nodes up to `target` are `sources`, or computed from them. A variable that is asked for is a source.
    pub fn mark(&mut self, target: usize, sources: &[u32]) {
        self.between.clear();
        self.between.resize(self.nodes.len(), false);
        for (index, node) in self.nodes.iter().enumerate().take(target + 1) {
            let mut inputs = self.edges[node.source.edges()].iter();
            self.between[index] = match node.source {
                Source::Variable(id) | Source::Updated(id)
                    if self.leaves.get(&id).is_some_and(|leaf| leaf.asked) =>
                {
                    true
                }
                _ => sources.contains(&(index as u32)) || inputs.any(|&input| self.between[input as usize]),
            };
        }
    }

    /// Notes that the gradient of a variable is asked for.
    pub fn ask(&mut self, variable: &Variable) {
        self.leaves.entry(variable.id()).or_default().asked = true;
    }

    /// The gradient of a variable that was asked for.
    pub fn answer(&mut self, variable: &Variable) -> Option<Arc<Buffer>> {
        let leaf = self.leaves.get_mut(&variable.id())?;
        leaf.asked = false;
        leaf.found.take()
    }

    /// Lets go of the values of a variable, which is about to be updated in place.
    pub fn unshare(&mut self, variable: &Variable) {
        if Arc::strong_count(variable.shared()) == 1 {
            return;
        }
        // A view of it shares the buffer, too.
        for node in &mut self.nodes {
            if node.value.as_ref().is_some_and(|value| Arc::ptr_eq(value, variable.shared())) {
                (node.value, node.source) = (None, Source::Updated(variable.id()));
            }
        }
    }

    pub fn release(&mut self) {
        self.generation = self.generation.wrapping_add(1);
        self.nodes.drain(..).filter_map(|node| node.value).for_each(|value| self.pool.put(value));
        self.edges.clear();
        self.recorded = 0;
        self.leaves.values_mut().for_each(|leaf| leaf.node = None);
    }

    pub fn reset(&mut self) {
        self.release();
        self.error = None;
        let kept =
            |(_, leaf): (u64, Leaf)| [leaf.gradient, leaf.found, leaf.assigned.map(|(buffer, _)| buffer)];
        self.leaves.drain().flat_map(kept).flatten().for_each(|buffer| self.pool.put(buffer));
    }
}

/// An operation that is about to be applied, whatever its type: what is done with it is compiled once.
pub trait ErasedOperation {
    fn operation(&mut self) -> &mut dyn Operation;

    /// Keeps it at a slot, in place of that of an earlier step if it is of the same type.
    fn keep(&mut self, slots: &mut Vec<Box<dyn Operation>>, slot: usize);
}

impl<O: Operation> ErasedOperation for Option<O> {
    fn operation(&mut self) -> &mut dyn Operation {
        self.as_mut().expect("an operation is kept once")
    }

    fn keep(&mut self, slots: &mut Vec<Box<dyn Operation>>, slot: usize) {
        let operation = self.take().expect("an operation is kept once");
        match slots.get_mut(slot) {
            None => slots.push(Box::new(operation)),
            Some(old) => match (&mut **old as &mut dyn Any).downcast_mut() {
                Some(old) => *old = operation,
                None => *old = Box::new(operation),
            },
        }
    }
}

/// The value of an operation, and after it what that keeps.
fn forward(
    operation: &dyn Operation,
    x: &Inputs<'_>,
    dims: Dims,
    pool: &mut Pool,
) -> Result<Arc<Buffer>, Error> {
    let len = dims.elements() + operation.keeps(x);
    let mut value = pool.try_take(len)?;
    let _flushed = Flushed::begin();
    match operation.forward(x, Pool::write(&mut value, len)) {
        Ok(()) => Ok(value),
        Err(error) => {
            pool.put(value);
            Err(error)
        }
    }
}

/// An error if one of the nodes has no value any more.
pub(super) fn check_values(nodes: &[Node], inputs: &[u32]) -> Result<(), Error> {
    let all_there = inputs.iter().all(|&input| nodes[input as usize].value.is_some());
    if all_there { Ok(()) } else { Err(updated()) }
}

/// The error for a weight that is used after its update.
fn updated() -> Error {
    let message = "a weight has been updated since it was used: its values at that time are gone";
    Error::new("an operation on tensors", message)
        .help("compute all gradients of a step that need it before `apply`, or call the model again")
}

/// The error for a second derivative that is not known.
pub(super) fn once_only(operation: &str) -> Error {
    Error::new(
        format!("gradient of a gradient through `{operation}`"),
        "it is differentiable once, not twice",
    )
    .help("`K` operations that are: see `keras::autodiff`, \"Second derivatives\"")
}

/// An operation as it was for one of its two nodes, of which the other has the function that followed.
pub(super) fn with_function(operation: &mut dyn Operation, function: Pointwise) -> &dyn Operation {
    if let Some(own) = operation.function() {
        *own = function;
    }
    operation
}
