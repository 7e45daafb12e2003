//! Which of several optimizers each weight is for.

use super::{Parameters, Visitor, WeightPath};
use crate::Result;

/// Whose each weight is, of those that have been seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Assigned {
    /// By the index of the weight, the position of its optimizer.
    pub positions: Vec<usize>,
    /// [Which weights](Parameters::owner) these are.
    pub owner: Option<u64>,
    /// Whether they are from elsewhere, so that all are asked for.
    pub is_restored: bool,
}

impl Assigned {
    /// Whether it is known of these parameters, unless some are new.
    pub fn is_of(&self, parameters: &dyn Parameters) -> bool {
        !self.is_restored && !self.positions.is_empty() && self.owner == parameters.owner()
    }

    pub fn restored(positions: Vec<usize>) -> Self {
        Self { positions, owner: None, is_restored: true }
    }
}

/// The parameters of one of the optimizers.
pub(super) struct Share<'a> {
    pub all: &'a mut dyn Parameters,
    pub positions: &'a [usize],
    pub position: usize,
}

impl Parameters for Share<'_> {
    fn visit(&mut self, visitor: &mut Visitor<'_>) -> Result<()> {
        self.all.visit(&mut |index, values, gradient| match self.positions.get(index) {
            Some(position) if *position == self.position => visitor(index, values, gradient),
            _ => Ok(()),
        })
    }

    fn largest_gradient(&self) -> f32 {
        self.all.largest_gradient()
    }

    fn weights(&self) -> Vec<WeightPath> {
        self.all.weights()
    }

    fn owner(&self) -> Option<u64> {
        self.all.owner()
    }
}

/// All weights, of which those of the optimizer at a position are trained.
pub(super) fn share(weights: &[WeightPath], positions: &[usize], position: usize) -> Vec<WeightPath> {
    let pairs = weights.iter().zip(positions);
    let of_one = pairs.map(|(weight, &own)| WeightPath {
        trainable: weight.trainable && own == position,
        ..weight.clone()
    });
    of_one.collect()
}
