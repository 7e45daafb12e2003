//! Samples with their labels and weights, ready to be taken in batches.

use super::data::Table;

/// Samples with what is to be learnt of them.
pub(super) struct Examples<'a> {
    pub inputs: Vec<Table<'a>>,
    /// Output by output; none where only a prediction is wanted.
    pub labels: Vec<Table<'a>>,
    /// How much each sample counts in the loss.
    pub weights: Option<Vec<f32>>,
}
