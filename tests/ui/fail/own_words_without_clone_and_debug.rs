//! A metric is `Clone`, and a schedule is shown in an error.

use keras::autodiff::Tensor;
use keras::metrics::Metric;
use keras::prelude::*;
use keras::schedules::Schedule;

#[derive(Config, Debug)]
#[config(metric)]
struct Largest {
    #[default(1.0)]
    factor: f32,
}

impl Metric for Largest {
    fn update(&mut self, _: &Tensor, _: &Tensor, _: Option<&Tensor>) {}

    fn result(&self) -> f64 {
        0.0
    }

    fn reset(&mut self) {}
}

#[derive(Config, Clone)]
#[config(schedule)]
struct Halving {
    initial: f32,
}

impl Schedule for Halving {
    fn rate(&self, step: u64) -> f32 {
        self.initial * 0.5f32.powi(step as i32)
    }
}

fn main() {
    metrics![Largest(factor = 2.0)];
}
