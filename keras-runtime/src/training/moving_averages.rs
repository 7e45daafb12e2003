//! Weights and their moving averages, which an optimizer with `use_ema` keeps.

use std::mem::take;

use super::state::TrainingState;
use super::weights::Weights;
use crate::optimizers::Optimizer;

/// Lets a model have its weights again, if a callback has given it their moving averages.
pub(super) fn take_back(weights: &mut dyn Weights, optimizer: &mut dyn Optimizer, state: &mut TrainingState) {
    if take(&mut state.averaged) {
        swap(weights, optimizer);
    }
}

/// Lets weights become their averages, as far as there are some.
pub(super) fn finalize(weights: &mut dyn Weights, optimizer: &mut dyn Optimizer) {
    each_pair(weights, optimizer, |weight, average| weight.copy_from_slice(average));
}

/// Exchanges weights and their averages, as far as there are some.
pub(super) fn swap(weights: &mut dyn Weights, optimizer: &mut dyn Optimizer) {
    each_pair(weights, optimizer, <[f32]>::swap_with_slice);
}

/// Lets averages become the weights that the model has.
pub(super) fn settle(weights: &mut dyn Weights, optimizer: &mut dyn Optimizer) {
    each_pair(weights, optimizer, |weight, average| average.copy_from_slice(weight));
}

fn each_pair(weights: &mut dyn Weights, optimizer: &mut dyn Optimizer, f: impl Fn(&mut [f32], &mut [f32])) {
    if !optimizer.has_moving_averages() {
        return;
    }
    let mut index = 0;
    weights.visit_weights_mut(&mut |weight| {
        if let Some(average) = optimizer.moving_average(index) {
            f(weight.variable_mut().value_mut(), average);
        }
        index += 1;
    });
}
