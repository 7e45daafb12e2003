use smallvec::SmallVec;

use super::tensor::Tensor;

/// The gradients of an operation's inputs as tensors, which have gradients in turn; see
/// [`Operation::differentiable_backward`](super::Operation::differentiable_backward).
pub struct TensorGradients {
    wanted: SmallVec<[bool; 8]>,
    gradients: SmallVec<[Option<Tensor>; 8]>,
}

impl TensorGradients {
    /// None yet; `wanted` says of each input whether its gradient is asked for.
    pub(super) fn new(wanted: impl Iterator<Item = bool>) -> Self {
        let wanted: SmallVec<[bool; 8]> = wanted.collect();
        let gradients = wanted.iter().map(|_| None).collect();
        Self { wanted, gradients }
    }

    /// Whether the gradient of an input is asked for.
    pub fn wants(&self, input: usize) -> bool {
        self.wanted[input]
    }

    /// The gradient of an input, in its shape. It is computed only if it is asked for.
    pub fn set(&mut self, input: usize, gradient: impl FnOnce() -> Tensor) {
        if self.wants(input) {
            self.gradients[input] = Some(gradient());
        }
    }

    /// The gradients, input by input.
    pub(super) fn into_iter(self) -> impl Iterator<Item = Option<Tensor>> {
        self.gradients.into_iter()
    }
}
