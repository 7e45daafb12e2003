//! Gradient accumulation, Keras's `gradient_accumulation_steps`.

use crate::Result;
use crate::kernels::optimizer::{self, ParameterKernel};
use crate::schedules::require;

/// Name of the slot.
pub(super) const ACCUMULATOR: &str = "gradient_accumulator";

/// How many gradients make one step, if it is more than one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Accumulation(pub Option<u64>);

impl Accumulation {
    pub fn validate(&self, optimizer: &str) -> Result<()> {
        let Self(steps) = *self;
        let found = steps.unwrap_or_default();
        require(found != 1 && steps != Some(0), optimizer, "gradient_accumulation_steps", "2 or more", found)
    }

    pub fn is_in_use(&self) -> bool {
        self.0.is_some()
    }

    /// The number of gradients a step.
    pub fn steps(&self) -> u64 {
        self.0.unwrap_or(1).max(1)
    }
}

/// Adds so much of a gradient to the sum.
pub(super) fn accumulate(sum: &mut [f32], gradient: &[f32], factor: f32) {
    optimizer::run(&Sum(factor), sum, gradient, Default::default());
}

struct Sum(f32);

impl ParameterKernel for Sum {
    #[inline(always)]
    fn run(&self, sum: &mut [f32], gradient: &[f32], _: &mut [&mut [f32]]) {
        for (sum, gradient) in sum.iter_mut().zip(gradient) {
            *sum += gradient * self.0;
        }
    }
}
