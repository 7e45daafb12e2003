//! Recurrent states: what a stateful layer keeps from batch to batch.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ndarray::ArrayD;

use crate::autodiff::{Tape, Tensor};
use crate::layer::Outputs;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Tensors of one batch for the next. A model that is asked, `predict(&self)`, keeps them as well.
#[derive(Debug, Default)]
pub struct RecurrentState(Mutex<States>);

#[derive(Debug, Default)]
struct States {
    kept: Vec<Kept>,
    /// Those of the batch that runs, which are kept if it ends well.
    next: Vec<Kept>,
    /// Whether the batch that runs has any.
    has_next: bool,
}

#[derive(Clone, Debug, Default)]
struct Kept {
    dims: Dims,
    values: Vec<f32>,
}

/// What is kept; a batch that runs goes on to belong to the original alone.
impl Clone for RecurrentState {
    fn clone(&self) -> Self {
        let kept = self.lock().kept.clone();
        Self(Mutex::new(States { kept, ..States::default() }))
    }
}

impl RecurrentState {
    /// Keeps tensors, in place of those that it has, if the batch [ends](Self::end) well.
    pub fn keep(&self, tensors: &[Tensor]) {
        let states = &mut *self.lock();
        states.has_next = true;
        states.next.resize_with(tensors.len(), Kept::default);
        for (kept, tensor) in states.next.iter_mut().zip(tensors) {
            kept.dims = tensor.shape();
            kept.values.clear();
            tensor.read(|values| kept.values.extend_from_slice(values));
        }
    }

    /// Ends a batch.
    pub fn end(&self, went_well: bool) {
        let states = &mut *self.lock();
        if std::mem::take(&mut states.has_next) && went_well {
            std::mem::swap(&mut states.kept, &mut states.next);
        }
    }

    /// What it has, for a batch of as many samples.
    pub fn recall(&self, layer: &str, batch: usize, tape: &Tape) -> Outputs {
        let states = self.lock();
        let newest = if states.has_next { &states.next } else { &states.kept };
        Outputs::of(newest.iter().map(|Kept { dims, values }| {
            if dims.first() == Some(&batch) {
                return tape.constant(dims, |to| to.copy_from_slice(values));
            }
            let place = format!("layer `{layer}`, which is `stateful`");
            let error = Error::expected(place, format!("samples for the states of {dims}"), batch);
            tape.fail(error.help("all batches are of one `batch_size`; `reset_state()` begins anew"))
        }))
    }

    /// What it has for the next batch, as arrays.
    pub(crate) fn arrays(&self) -> Vec<ArrayD<f32>> {
        let array = |Kept { dims, values }: &Kept| ArrayD::from_shape_vec(&**dims, values.clone());
        self.lock().kept.iter().map(|kept| array(kept).expect("the shape is that of the values")).collect()
    }

    /// Has these for the next batch.
    ///
    /// # Errors
    ///
    /// If one is too large, or of too many axes.
    pub(crate) fn restore(&self, arrays: &[ArrayD<f32>]) -> Result<()> {
        let kept = |array: &ArrayD<f32>| {
            Ok(Kept { dims: Dims::new(array.shape())?, values: array.iter().copied().collect() })
        };
        let kept = arrays.iter().map(kept).collect::<Result<_>>()?;
        *self.lock() = States { kept, ..States::default() };
        Ok(())
    }

    /// Forgets everything.
    pub fn forget(&self) {
        *self.lock() = States::default();
    }

    /// What a thread that panicked has left is as good as anything else: values.
    fn lock(&self) -> MutexGuard<'_, States> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
