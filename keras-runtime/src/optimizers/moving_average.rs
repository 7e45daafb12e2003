//! Moving average of the weights, Keras's `use_ema`.

use crate::Result;
use crate::kernels::optimizer::{self, ParameterKernel};
use crate::schedules::require;

/// Name of the slot.
pub(super) const AVERAGE: &str = "average";

/// Arguments of the moving average.
#[derive(Debug, Clone, Copy)]
pub(super) struct MovingAverage {
    pub in_use: bool,
    pub momentum: f64,
    pub overwrite_frequency: Option<u64>,
}

impl Default for MovingAverage {
    fn default() -> Self {
        Self { in_use: false, momentum: 0.99, overwrite_frequency: None }
    }
}

impl MovingAverage {
    pub fn validate(&self, optimizer: &str) -> Result<()> {
        let Self { momentum, overwrite_frequency, .. } = *self;
        let is_share = (0.0..=1.0).contains(&momentum);
        require(is_share, optimizer, "ema_momentum", "a number from 0 to 1", momentum)?;
        require(overwrite_frequency != Some(0), optimizer, "ema_overwrite_frequency", "1 or more", 0)
    }

    /// Moves the average towards the weights of step `number`, and the weights to it if their turn has come.
    pub fn update(&self, number: u64, weights: &mut [f32], gradient: &[f32], average: &mut [f32]) {
        // An average of nothing begins with the weights.
        let momentum = if number == 1 { 0.0 } else { self.momentum };
        let overwrites = self.overwrite_frequency.is_some_and(|steps| number.is_multiple_of(steps));
        let pass = Average { momentum: momentum as f32, rest: (1.0 - momentum) as f32, overwrites };
        optimizer::run(&pass, weights, gradient, [average].into_iter().collect());
    }
}

struct Average {
    momentum: f32,
    rest: f32,
    overwrites: bool,
}

impl ParameterKernel for Average {
    #[inline(always)]
    fn run(&self, weights: &mut [f32], _: &[f32], slots: &mut [&mut [f32]]) {
        for (average, weight) in slots[0].iter_mut().zip(&*weights) {
            *average = self.momentum * *average + self.rest * weight;
        }
        if self.overwrites {
            weights.copy_from_slice(slots[0]);
        }
    }
}
