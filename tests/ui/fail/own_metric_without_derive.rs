//! The derive is what reads arguments.

use keras::autodiff::Tensor;
use keras::metrics::Metric;
use keras::prelude::*;

#[derive(Clone, Debug)]
struct Largest {
    factor: f32,
}

impl Metric for Largest {
    fn update(&mut self, _: &Tensor, _: &Tensor, _: Option<&Tensor>) {}

    fn result(&self) -> f64 {
        0.0
    }

    fn reset(&mut self) {}
}

fn main() {
    metrics![Largest(factor = 2.0), accuracy];
}
