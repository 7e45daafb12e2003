//! Training examples: samples with labels and weights, taken in batches.

use super::data::{Table, Tables};

/// Samples with what is to be learnt of them.
pub(super) struct Examples<'a> {
    pub inputs: Tables<'a>,
    /// Output by output; none where only a prediction is wanted.
    pub labels: Tables<'a>,
    /// How much each sample, or each of its time steps, counts in the loss: nothing, a table for all outputs, or one for
    /// each.
    pub weights: Tables<'a>,
}

impl<'a> Examples<'a> {
    /// The examples, counting by these weights.
    pub fn weighted<'w>(self, weights: Tables<'w>) -> Examples<'w>
    where
        'a: 'w,
    {
        let mut weighted = Examples { inputs: Tables::new(), labels: Tables::new(), weights };
        self.inputs.into_iter().for_each(|table| weighted.inputs.push(table));
        self.labels.into_iter().for_each(|table| weighted.labels.push(table));
        weighted
    }

    /// Whether none of them has to be read from a file.
    pub fn is_in_memory(&self) -> bool {
        self.inputs.iter().chain(&self.labels).chain(&self.weights).all(Table::is_in_memory)
    }
}
