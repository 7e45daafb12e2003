//! Training examples: samples with labels and weights, taken in batches.

use super::data::Tables;

/// Samples with what is to be learnt of them.
pub(super) struct Examples<'a> {
    pub inputs: Tables<'a>,
    /// Output by output; none where only a prediction is wanted.
    pub labels: Tables<'a>,
    /// How much each sample counts in the loss.
    pub weights: Option<Vec<f32>>,
}
