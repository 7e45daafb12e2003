//! Gradients of a tensor by other tensors, recorded on the tape: they have gradients in turn.

use std::mem::{replace, take};
use std::sync::Arc;

use smallvec::SmallVec;

use super::node::{Node, Source};
use super::operation::{Gradients, Inputs, Operation};
use super::ops::{add, view_as};
use super::state::{State, check_values, once_only, with_function};
use super::tape::Tape;
use super::tensor::{Id, Tensor};
use super::tensor_gradients::TensorGradients;
use crate::kernels::denormals::Flushed;
use crate::tensor::{Dims, Pool};
use crate::{Error, Result};

impl Tape {
    /// The tensor, as one by which gradients of all that is computed from it can be asked for.
    pub(crate) fn watch(&self, x: &Tensor) -> Tensor {
        let watched = if x.requires_gradient() { view_as(x, x.shape()) } else { self.watch_constant(x) };
        match x.mask() {
            Some(mask) => watched.with_mask(&mask),
            None => watched,
        }
    }

    fn watch_constant(&self, x: &Tensor) -> Tensor {
        let state = &mut *self.state();
        let Some(index) = self.materialize(state, x) else { return x.clone() };
        let Node { dims, start, .. } = state.nodes[index];
        let constant = Node::constant(dims, Arc::clone(state.nodes[index].buffer()), start);
        let node = Node { needs_gradient: self.records(), ..constant };
        let watched = state.push(node);
        self.tensor_of(state, watched)
    }

    /// The gradients of the sum of `target` by each of `sources`, into `gradients`: tensors that have gradients in turn, as
    /// far as the operations in between are differentiable twice. `None` for a source that `target` does not depend on.
    ///
    /// # Errors
    ///
    /// That of the computation, if there is one; or if `target` is made of a gradient through an operation that is
    /// differentiable once.
    pub(crate) fn differentiate(
        &self,
        target: &Tensor,
        sources: &[&Tensor],
        gradients: &mut [Option<Tensor>],
    ) -> Result<()> {
        let (target, ones) = (self.living(target)?, target.shape());
        let mut indices = SmallVec::<[u32; 8]>::new();
        for source in sources {
            indices.push(self.living(source)? as u32);
        }
        let (between, mut found) = {
            let state = &mut *self.state();
            state.mark(target, &indices);
            (take(&mut state.between), take(&mut state.tensor_gradients))
        };
        let ones = self.constant(&ones, |ones| ones.fill(1.0));
        found.clear();
        found.resize(between.len(), Id::FAILED);
        found[target] = ones.id().index;
        let lowest = indices.iter().copied().min().map_or(target, |lowest| lowest as usize);
        let result =
            (lowest..=target).rev().try_for_each(|index| self.step_back(index, &between, &mut found));
        let state = &mut *self.state();
        for (&source, gradient) in indices.iter().zip(gradients) {
            let index = found[source as usize];
            *gradient = (index != Id::FAILED).then(|| self.tensor_of(state, index));
        }
        (state.between, state.tensor_gradients) = (between, found);
        result
    }

    /// The node of a tensor that has been computed.
    pub(super) fn living(&self, tensor: &Tensor) -> Result<usize> {
        let state = &mut *self.state();
        let index = self.materialize(state, tensor);
        let why = state.error.clone().or_else(|| self.why_not(state, tensor));
        match (index, why) {
            (Some(index), None) => Ok(index),
            (_, why) => {
                Err(why.unwrap_or_else(|| Error::new("gradient", "the tensor has not been computed")))
            }
        }
    }

    /// Takes the gradient of a node back to those that its operation computed it from.
    fn step_back(&self, index: usize, between: &[bool], found: &mut [u32]) -> Result<()> {
        let (source, dy) = (self.state().nodes[index].source, found[index]);
        let is_asked = |&input: &u32| between[input as usize];
        let inputs: SmallVec<[u32; 8]> = self.state().edges[source.edges()].into();
        if dy == Id::FAILED || !inputs.iter().any(is_asked) && !matches!(source, Source::Updated(_)) {
            return Ok(());
        }
        let slot = match source {
            Source::Operation { slot, function, .. } => {
                let state = &mut *self.state();
                check_values(&state.nodes, &inputs)?;
                with_function(&mut *state.slots[slot], function);
                slot
            }
            Source::Gradient { of, .. } => return Err(once_only(of)),
            Source::Updated(_) => return check_values(&self.state().nodes, &[index as u32]),
            Source::Constant | Source::Variable(_) => return Ok(()),
        };
        // Out of the tape for as long as it records operations of its own.
        let (operation, x, [y, dy]) = {
            let state = &mut *self.state();
            let operation = replace(&mut state.slots[slot], Box::new(Absent));
            let x: SmallVec<[Tensor; 8]> = inputs.iter().map(|&input| self.tensor_of(state, input)).collect();
            (operation, x, [index as u32, dy].map(|index| self.tensor_of(state, index)))
        };
        let mut dx = TensorGradients::new(inputs.iter().map(is_asked));
        if !operation.differentiable_backward(&x, &y, &dy, &mut dx) {
            self.step_back_once(&*operation, index, &dy, &inputs, between, &mut dx)?;
        }
        self.state().slots[slot] = operation;
        for (&input, gradient) in inputs.iter().zip(dx.into_iter()) {
            let Some(gradient) = gradient else { continue };
            let known = match found[input as usize] {
                Id::FAILED => None,
                known => Some(self.tensor_of(&self.state(), known)),
            };
            found[input as usize] = known.map_or(gradient.id(), |known| add(&known, &gradient).id()).index;
        }
        self.check()
    }

    /// The gradients of the inputs of an operation that is differentiable once: nodes that say so.
    fn step_back_once(
        &self,
        operation: &dyn Operation,
        index: usize,
        dy: &Tensor,
        inputs: &[u32],
        between: &[bool],
        gradients: &mut TensorGradients,
    ) -> Result<()> {
        let dy = self.living(dy)?;
        let _flushed = Flushed::begin();
        let state = &mut *self.state();
        let State { nodes, edges, pool, gradients: table, .. } = state;
        table.resize(nodes.len().max(table.len()), None);
        let elements = nodes[index].dims.elements();
        let mut upstream = pool.take(elements);
        Pool::write(&mut upstream, elements).copy_from_slice(nodes[dy].values());
        let x = Inputs { nodes, inputs, prepared: None };
        let mut dx = Gradients { nodes, inputs, table, pool, passed: None, asked: Some(between) };
        let y = nodes[index].values_and(operation.keeps(&x));
        operation.backward(&x, y, Pool::write(&mut upstream, elements), &mut dx);
        dx.finish(upstream, elements);

        let first = edges.len();
        edges.extend(inputs.iter().copied().chain([dy as u32]));
        let source = Source::Gradient { of: operation.name(), first, len: inputs.len() + 1 };
        for (position, &input) in inputs.iter().enumerate() {
            let Some(value) = state.gradients[input as usize].take() else { continue };
            let constant = Node::constant(state.nodes[input as usize].dims, value, 0);
            let node = state.push(Node { needs_gradient: true, source, ..constant });
            let gradient = self.tensor_of(state, node);
            gradients.set(position, || gradient);
        }
        Ok(())
    }
}

/// What stands in the place of an operation meanwhile.
struct Absent;

impl Operation for Absent {
    fn shape(&self, _: &Inputs<'_>) -> Result<Dims> {
        Err(Error::new("an operation", "it is being differentiated"))
    }

    fn forward(&self, _: &Inputs<'_>, _: &mut [f32]) -> Result<()> {
        Err(Error::new("an operation", "it is being differentiated"))
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], _: &mut [f32], _: &mut Gradients<'_>) {}
}
