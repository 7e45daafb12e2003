use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ndarray::{ArrayD, ArrayViewD};

use crate::kernels::search::first;
use crate::tensor::{Buffer, Dims, allocate};
use crate::{Error, Result};

/// A tensor that outlives a step: a weight, a moving average, a state of an optimizer.
///
/// On a [`Tape`](super::Tape) it appears by [`Tape::variable`](super::Tape::variable), which shares the values
/// and copies nothing.
///
/// ```
/// use keras::autodiff::Variable;
///
/// let mut bias = Variable::new("bias", &[3], |values| values.fill(0.5))?;
/// bias.value_mut()[0] = 1.0;
/// assert_eq!(bias.value(), [1.0, 0.5, 0.5]);
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Debug)]
pub struct Variable {
    id: u64,
    name: String,
    dims: Dims,
    value: Arc<Buffer>,
    trainable: bool,
}

impl Variable {
    /// A trainable variable of this shape; `fill` is given zeros to overwrite. An error if there is no memory for it.
    pub fn new(name: impl Into<String>, shape: &[usize], fill: impl FnOnce(&mut [f32])) -> Result<Self> {
        let dims = Dims::new(shape)?;
        let mut buffer = allocate(dims.elements())?;
        fill(&mut buffer);
        Ok(Self { id: next_id(), name: name.into(), dims, value: Arc::new(buffer), trainable: true })
    }

    /// Identifier, unique among all variables of the process.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// What the variable is called in summaries, messages and files.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The shape.
    pub fn shape(&self) -> Dims {
        self.dims
    }

    /// Whether tapes compute a gradient for it.
    pub fn trainable(&self) -> bool {
        self.trainable
    }

    /// Says whether tapes compute a gradient for it, from their next step on.
    pub fn set_trainable(&mut self, trainable: bool) {
        self.trainable = trainable;
    }

    /// The values, in row-major order.
    pub fn value(&self) -> &[f32] {
        &self.value
    }

    /// Mutable values, to change in place. If a tape still shares them they are copied first: call
    /// [`Tape::release`](super::Tape::release) before updating.
    pub fn value_mut(&mut self) -> &mut [f32] {
        let buffer: &mut Buffer = Arc::make_mut(&mut self.value);
        buffer
    }

    /// Replaces the values; an error if their number is not that of the shape, or one is NaN or infinite.
    pub fn set(&mut self, values: &[f32]) -> Result<()> {
        self.check(&self.name, values)?;
        self.value_mut().copy_from_slice(values);
        Ok(())
    }

    /// Whether these can be the [values](Self::set) of the variable, which messages call `name`.
    pub(crate) fn check(&self, name: &str, values: &[f32]) -> Result<()> {
        let place = || format!("variable `{name}`");
        if values.len() != self.dims.elements() {
            let expected = format!("{} values of shape {}", self.dims.elements(), self.dims);
            return Err(Error::expected(place(), expected, values.len()));
        }
        match first(values, |value| !value.is_finite()) {
            None => Ok(()),
            Some(at) => {
                Err(Error::expected(format!("{}, value {at}", place()), "a finite number", values[at]))
            }
        }
    }

    /// A copy of the values as an array.
    pub fn to_array(&self) -> ArrayD<f32> {
        ArrayViewD::from_shape(&*self.dims, self.value())
            .expect("a variable has the length of its shape")
            .to_owned()
    }

    /// Names the variable as one of `owner`.
    pub(crate) fn prefix(&mut self, owner: &str) {
        self.name = format!("{owner}/{}", self.name);
    }

    pub(super) fn shared(&self) -> &Arc<Buffer> {
        &self.value
    }
}

fn next_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Copy-on-write clone: another variable of equal values, which are copied when one of the two changes.
impl Clone for Variable {
    fn clone(&self) -> Self {
        let Self { name, dims, value, trainable, .. } = self;
        let (name, value) = (name.clone(), Arc::clone(value));
        Self { id: next_id(), name, dims: *dims, value, trainable: *trainable }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_another_length_are_refused() {
        let mut kernel = Variable::new("kernel", &[2, 3], |_| ()).unwrap();
        let error = kernel.set(&[1.0; 5]).unwrap_err();
        assert_eq!(error.to_string(), "variable `kernel`: expected 6 values of shape (2, 3), found 5");
        kernel.set(&[1.0; 6]).unwrap();
        assert_eq!(kernel.to_array().shape(), [2, 3]);
    }

    #[test]
    fn values_that_are_not_finite_are_refused() {
        let mut bias = Variable::new("bias", &[2], |_| ()).unwrap();
        let error = bias.set(&[1.0, f32::NAN]).unwrap_err();
        assert_eq!(error.to_string(), "variable `bias`, value 1: expected a finite number, found NaN");
        assert!(bias.set(&[f32::INFINITY, 1.0]).is_err());
        assert_eq!(bias.value(), [0.0, 0.0]);
    }

    #[test]
    fn a_clone_is_a_variable_of_its_own() {
        let kernel = Variable::new("kernel", &[2], |values| values.fill(3.0)).unwrap();
        let mut clone = kernel.clone();
        assert_ne!(clone.id(), kernel.id());
        clone.value_mut()[0] = 1.0;
        assert_eq!((clone.value(), kernel.value()), (&[1.0, 3.0][..], &[3.0, 3.0][..]));
    }

    #[test]
    fn a_variable_can_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Variable>();
    }
}
