use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use ndarray::{ArrayD, ArrayViewD};

use super::tape::Tape;
use super::variable::Variable;
use crate::kernels::reduce::sum_of_squares;
use crate::tensor::{Buffer, Dims, Pool};

/// The gradients of a tensor by some variables, such as the weights of a model:
/// [`GradientTape::gradient`](crate::training::GradientTape::gradient).
///
/// They outlive the computation that they are of. Dropped, they give their memory back to the tape.
pub struct VariableGradients {
    tape: Tape,
    entries: RefCell<Vec<VariableGradient>>,
}

/// The gradient by one variable, if there is one.
pub(super) struct VariableGradient {
    id: u64,
    dims: Dims,
    values: Option<Arc<Buffer>>,
}

impl VariableGradients {
    /// None yet, in a list that has served before.
    pub(super) fn new(tape: &Tape, entries: Vec<VariableGradient>) -> Self {
        Self { tape: tape.clone(), entries: entries.into() }
    }

    pub(super) fn push(&mut self, variable: &Variable, values: Option<Arc<Buffer>>) {
        let entry = VariableGradient { id: variable.id(), dims: variable.shape(), values };
        self.entries.get_mut().push(entry);
    }

    /// The tape that has computed them.
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// The number of variables.
    pub fn len(&self) -> usize {
        self.entries.borrow().len()
    }

    /// Whether there are no variables.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is a gradient by one of the variables.
    pub fn has_any(&self) -> bool {
        self.entries.borrow().iter().any(|entry| entry.values.is_some())
    }

    /// Copies of the gradients, variable by variable; `None` by one that is not trainable, or without influence.
    pub fn to_arrays(&self) -> Vec<Option<ArrayD<f32>>> {
        let entries = self.entries.borrow();
        let arrays = entries.iter().map(|VariableGradient { dims, values, .. }| {
            let view = ArrayViewD::from_shape(&**dims, &values.as_ref()?[..dims.elements()]);
            Some(view.expect("a gradient has the length of its shape").to_owned())
        });
        arrays.collect()
    }

    /// The Euclidean norm of all gradients together.
    pub fn global_norm(&self) -> f32 {
        let entries = self.entries.borrow();
        let squares = entries.iter().filter_map(|VariableGradient { dims, values, .. }| {
            Some(sum_of_squares(&values.as_ref()?[..dims.elements()]))
        });
        squares.sum::<f64>().sqrt() as f32
    }

    /// Lets `f` change each gradient in place: to clip it, to add noise.
    pub fn each_mut(&mut self, mut f: impl FnMut(&mut [f32])) {
        for VariableGradient { dims, values, .. } in self.entries.get_mut() {
            if let Some(values) = values {
                f(Pool::write(values, dims.elements()));
            }
        }
    }

    /// Whether there is an entry for a variable, which stands at `index` unless it is somewhere else.
    pub(crate) fn has(&self, index: usize, variable: &Variable) -> bool {
        find(&self.entries.borrow(), index, variable).is_some()
    }

    /// Puts the gradient by a variable onto the tape, in exchange for that which the tape has.
    pub(crate) fn exchange(&self, index: usize, variable: &Variable) {
        let entries = &mut *self.entries.borrow_mut();
        if let Some(found) = find(entries, index, variable) {
            self.tape.exchange_gradient(variable, &mut entries[found].values);
        }
    }
}

fn find(entries: &[VariableGradient], index: usize, variable: &Variable) -> Option<usize> {
    let is_it = |entry: &VariableGradient| entry.id == variable.id();
    if entries.get(index).is_some_and(is_it) { Some(index) } else { entries.iter().position(is_it) }
}

impl Drop for VariableGradients {
    fn drop(&mut self) {
        let mut entries = std::mem::take(self.entries.get_mut());
        entries.drain(..).filter_map(|entry| entry.values).for_each(|values| self.tape.recycle(values));
        self.tape.recycle_list(entries);
    }
}

impl fmt::Debug for VariableGradients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.to_arrays()).finish()
    }
}
