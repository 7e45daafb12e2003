//! Outputs of a layer or model: the tensors that it gives for a batch.

use smallvec::SmallVec;

use crate::autodiff::Tensor;

/// The tensors that a layer or model gives for a batch.
#[derive(Clone, Debug, Default)]
pub struct Outputs(SmallVec<[Tensor; 3]>);

impl Outputs {
    /// These tensors.
    pub fn new<const N: usize>(tensors: [Tensor; N]) -> Self {
        Self(tensors.into_iter().collect())
    }

    /// These tensors, as many as there are.
    pub(crate) fn of(tensors: impl IntoIterator<Item = Tensor>) -> Self {
        Self(tensors.into_iter().collect())
    }

    /// The same tensor at each of `count` positions.
    pub(crate) fn repeat(tensor: &Tensor, count: usize) -> Self {
        Self((0..count).map(|_| tensor.clone()).collect())
    }

    /// The tensor at a position that the specs of the layer have.
    pub fn tensor(&self, index: usize) -> Tensor {
        self.0[index].clone()
    }

    /// All of them.
    pub fn as_slice(&self) -> &[Tensor] {
        &self.0
    }
}
