//! What an optimizer remembers of the weights that it has seen.

use super::{Parameters, Slots, WeightPath};
use crate::{Error, Result};

/// Slots and what is known of their weights, by the indices of these.
#[derive(Debug, Clone, Default)]
pub(super) struct Remembered {
    pub slots: Vec<Slots>,
    weights: Vec<Option<Known>>,
    /// [Whose](Parameters::owner) the weights are.
    owner: Option<u64>,
    /// Whether the slots are from elsewhere, so that all weights are asked for.
    is_restored: bool,
    /// Memory for a gradient as a whole, and for what a rule needs beside it.
    pub scratch: [Scratch; 2],
}

/// A weight from the first step on it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub weight: WeightPath,
    /// Its weight decay, 0 if it has none.
    pub decay: f32,
}

/// Memory that holds nothing from one step to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch(pub Vec<f32>);

impl Clone for Scratch {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Remembered {
    /// The slots of restored `weights`.
    pub fn restored(slots: Vec<Slots>, weights: &[WeightPath]) -> Self {
        let known = |weight: &WeightPath| Some(Known { weight: weight.clone(), decay: 0.0 });
        Self {
            slots,
            weights: weights.iter().map(known).collect(),
            owner: None,
            is_restored: true,
            scratch: Default::default(),
        }
    }

    /// The weights that have slots, with those between them as they are known.
    pub fn weights(&self) -> Vec<WeightPath> {
        let mut weights: Vec<_> = (self.slots.iter().enumerate())
            .map(|(index, _)| {
                let known = self.weights.get(index).and_then(Option::as_ref);
                known.map_or_else(|| WeightPath::vector(index, 0), |known| known.weight.clone())
            })
            .collect();
        for (weight, slots) in weights.iter_mut().zip(&self.slots) {
            weight.trainable = !slots.is_empty();
        }
        weights
    }

    /// Gets to know the weights that are seen for the first time: `decay` says how each decays, `begin` makes its
    /// slots, and `len` says how long each slot is.
    ///
    /// # Errors
    ///
    /// If a weight is not as long as its gradient, or as before.
    pub fn introduce(
        &mut self,
        parameters: &mut dyn Parameters,
        decay: impl Fn(&WeightPath) -> f32,
        begin: impl Fn(&WeightPath, &[f32]) -> Slots,
        lens: impl Fn(&WeightPath) -> Vec<usize>,
    ) -> Result<()> {
        // What remembers nothing may go from model to model.
        let mut is_complete = !self.is_restored && self.owner == parameters.owner();
        parameters.visit(&mut |index, values, gradient| {
            if gradient.len() != values.len() {
                return Err(wrong_length(index, values.len(), gradient.len()));
            }
            let known = self.weights.get(index).and_then(Option::as_ref).map(|known| known.weight.len());
            match known {
                Some(len) if len == values.len() => {}
                Some(len) if !self.slots[index].is_empty() => {
                    return Err(wrong_length(index, len, values.len()));
                }
                _ => is_complete = false,
            }
            Ok(())
        })?;
        if is_complete {
            return Ok(());
        }
        let weights = parameters.weights();
        parameters.visit(&mut |index, values, _| {
            let weight = weights.get(index).cloned();
            let weight = weight.unwrap_or_else(|| WeightPath::vector(index, values.len()));
            if weight.len() != values.len() {
                return Err(wrong_length(index, weight.len(), values.len()));
            }
            if self.slots.len() <= index {
                self.slots.resize_with(index + 1, Slots::new);
            }
            if self.weights.len() <= index {
                self.weights.resize_with(index + 1, || None);
            }
            let slots = &mut self.slots[index];
            if slots.is_empty() {
                *slots = begin(&weight, values);
            }
            let mut lens = slots.iter().zip(lens(&weight));
            if let Some((slot, len)) = lens.find(|(slot, len)| slot.len() != *len) {
                return Err(wrong_length(index, slot.len(), len));
            }
            self.weights[index] = Some(Known { decay: decay(&weight), weight });
            Ok(())
        })?;
        (self.is_restored, self.owner) = (false, parameters.owner());
        Ok(())
    }

    /// What is known of a weight, its slots, and memory for its step.
    pub fn parts(&mut self, index: usize) -> (&Known, &mut Slots, &mut [Scratch; 2]) {
        let known = self.weights[index].as_ref().expect("it has been introduced");
        (known, &mut self.slots[index], &mut self.scratch)
    }
}

fn wrong_length(index: usize, expected: usize, found: usize) -> Error {
    Error::expected(format!("optimizer, parameter {index}"), format!("{expected} numbers"), found)
}
