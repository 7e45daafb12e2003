//! What layers do to what they have computed.

use super::Context;
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::kernels::pointwise::Pointwise;
use crate::regularizers::Regularizer;

/// `activation` of what `compute` computes, which is given a function that it can apply on the way; what the size of
/// the output costs is added to the loss.
pub fn activated(
    activation: Function,
    activity_regularizer: Option<Regularizer>,
    context: &Context<'_>,
    compute: impl Fn(Pointwise) -> Tensor,
) -> Tensor {
    let y = match activation.pointwise() {
        Some(function) => compute(function),
        None => activation.apply(&compute(Pointwise::Linear)),
    };
    if let Some(regularizer) = activity_regularizer {
        context.add_loss(regularizer.penalty(&y) / y.dim(0) as f32);
    }
    y
}
