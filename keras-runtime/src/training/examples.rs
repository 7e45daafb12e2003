//! Training examples: samples with labels and weights, taken in batches.

use std::borrow::Cow;

use super::data::{Table, Tables};

/// Samples with what is to be learnt of them.
pub(super) struct Examples<'a> {
    pub inputs: Tables<'a>,
    /// Output by output; none where only a prediction is wanted.
    pub labels: Tables<'a>,
    /// How much each sample counts in the loss.
    pub weights: Option<Cow<'a, [f32]>>,
}

impl Examples<'_> {
    /// Whether none of them has to be read from a file.
    pub fn is_in_memory(&self) -> bool {
        self.inputs.iter().chain(&self.labels).all(Table::is_in_memory)
    }
}
