//! Activation and activity regularizer, applied to the output of a layer.

use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::kernels::pointwise::Pointwise;
use crate::layer::Context;
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
        // A sigmoid is fused by itself, where it keeps its logits for a cross-entropy.
        Some(function) if function != Pointwise::Sigmoid => compute(function),
        _ => activation.apply(&compute(Pointwise::Linear)),
    };
    add_penalty(activity_regularizer, &y, context);
    y
}

/// Adds to the loss what the size of the output `y` costs, for a sample on average.
pub fn add_penalty(activity_regularizer: Option<Regularizer>, y: &Tensor, context: &Context<'_>) {
    if let Some(regularizer) = activity_regularizer {
        context.add_loss(regularizer.penalty(y) / y.dim(0) as f32);
    }
}
