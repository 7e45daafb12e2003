//! Weights that are part of the program.

use crate::layer::{Outcome, Weight, without_initial_values};
use crate::model::Model;
use crate::shape::Fault;

/// The weights of a model in bytes of the program.
#[derive(Debug)]
pub struct Pretrained {
    /// The file that they stand in, or their numbers alone.
    pub bytes: &'static [u8],
    /// The groups of its layers, in their order.
    pub layers: &'static [&'static str],
    /// By the groups that Keras has them in, sorted: where the numbers of each weight begin and end.
    pub groups: &'static [(&'static str, &'static [(usize, usize)])],
}

impl Pretrained {
    /// The model with these weights.
    ///
    /// # Panics
    ///
    /// If the weights in the file are of other shapes than the layers say that stand beside them.
    pub fn model<M: Model>(&self, new: fn() -> M) -> M {
        let mut model = without_initial_values(new);
        let mut ranges = Vec::with_capacity(self.groups.iter().map(|(_, ranges)| ranges.len()).sum());
        let mut layers = self.layers.iter();
        model.each_node(&mut |name, node| {
            let layer = layers.next().copied().unwrap_or_default();
            node.each_group(layer, name, &mut |path, _, count| {
                let found = self.groups.binary_search_by_key(&path, |(path, _)| path);
                let found = found.map_or(&[][..], |place| self.groups[place].1);
                assert!(found.len() == count, "the file has not the weights of `{path}`");
                ranges.extend_from_slice(found);
            });
        });
        let mut ranges = ranges.into_iter();
        model.each_node_mut(&mut |node| {
            node.each_weight_mut(&mut |weight| {
                let (start, end) = ranges.next().expect("each weight stands in a group");
                fill(weight, &self.bytes[start..end]);
            });
        });
        model
    }
}

fn fill(weight: &mut Weight, bytes: &[u8]) {
    let values = weight.variable_mut().value_mut();
    let (numbers, _) = bytes.as_chunks();
    assert!(values.len() == numbers.len(), "the file has {} numbers for {}", numbers.len(), values.len());
    values.iter_mut().zip(numbers).for_each(|(value, &bytes)| *value = f32::from_le_bytes(bytes));
}

/// Checks that a file has as many numbers as the model has, if its layers are in order.
#[track_caller]
pub const fn check_count(model: usize, file: usize, calls: &[Outcome]) {
    let mut i = 0;
    while i < calls.len() {
        if matches!(calls[i], Outcome::Wrong(_) | Outcome::Poisoned) {
            return;
        }
        i += 1;
    }
    if model != file {
        let fault =
            Fault::new("the file has ").number(file).text(" weights, and its layers have ").number(model);
        panic!("{}", fault.as_str());
    }
}
