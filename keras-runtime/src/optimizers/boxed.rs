//! An optimizer of whatever type, as a file decides it.

use std::any::Any;

use super::{Optimizer, OptimizerState, Parameters, SavedOptimizer, WeightPath};
use crate::Result;
use crate::config::Value;
use crate::model::weights_file::OptimizerVariable;
use crate::schedules::LearningRate;

impl Clone for Box<dyn Optimizer> {
    fn clone(&self) -> Self {
        self.boxed()
    }
}

#[diagnostic::do_not_recommend]
impl Optimizer for Box<dyn Optimizer> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn validate(&self) -> Result<()> {
        (**self).validate()
    }

    fn step(&mut self, parameters: &mut dyn Parameters) -> Result<()> {
        (**self).step(parameters)
    }

    fn prepare(&mut self, parameters: &mut dyn Parameters) -> Result<()> {
        (**self).prepare(parameters)
    }

    fn check_step(&self, parameters: &dyn Parameters) -> Result<()> {
        (**self).check_step(parameters)
    }

    fn bound(&self, gradient: f32) -> f32 {
        (**self).bound(gradient)
    }

    fn boxed(&self) -> Box<dyn Optimizer> {
        (**self).boxed()
    }

    fn iterations(&self) -> u64 {
        (**self).iterations()
    }

    fn rate(&self) -> Result<f32> {
        (**self).rate()
    }

    fn has_schedule(&self) -> bool {
        (**self).has_schedule()
    }

    fn set_learning_rate(&mut self, learning_rate: LearningRate) -> Result<()> {
        (**self).set_learning_rate(learning_rate)
    }

    fn slots(&self, index: usize) -> &[Box<[f32]>] {
        (**self).slots(index)
    }

    fn slot_names(&self, index: usize) -> Vec<&'static str> {
        (**self).slot_names(index)
    }

    fn loss_scale_factor(&self) -> Option<f32> {
        (**self).loss_scale_factor()
    }

    fn set_loss_scale_factor(&mut self, factor: Option<f32>) {
        (**self).set_loss_scale_factor(factor);
    }

    fn optimizers(&self) -> Vec<&dyn Optimizer> {
        (**self).optimizers()
    }

    fn optimizers_mut(&mut self) -> Vec<&mut dyn Optimizer> {
        (**self).optimizers_mut()
    }

    fn argument_beyond_files(&self) -> Option<&'static str> {
        (**self).argument_beyond_files()
    }

    fn weights(&self) -> Vec<WeightPath> {
        (**self).weights()
    }

    fn forget(&mut self) {
        (**self).forget();
    }

    fn variables(
        &self,
        weights: &[WeightPath],
        values: &dyn Fn(usize) -> Vec<f32>,
    ) -> Result<Vec<OptimizerVariable>> {
        (**self).variables(weights, values)
    }

    fn set_variables(&mut self, saved: SavedOptimizer<'_>, weights: &[WeightPath]) -> Result<()> {
        (**self).set_variables(saved, weights)
    }

    fn state(&self, weights: &[WeightPath]) -> Result<OptimizerState> {
        (**self).state(weights)
    }

    fn to_json(&self) -> Result<Value> {
        (**self).to_json()
    }

    fn has_moving_averages(&self) -> bool {
        (**self).has_moving_averages()
    }

    fn moving_average(&mut self, index: usize) -> Option<&mut [f32]> {
        (**self).moving_average(index)
    }

    fn as_any_mut(&mut self) -> Option<&mut dyn Any> {
        (**self).as_any_mut()
    }

    fn restore(&mut self, state: &OptimizerState, weights: &[WeightPath]) -> Result<()> {
        (**self).restore(state, weights)
    }
}
