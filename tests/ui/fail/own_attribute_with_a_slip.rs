//! An attribute with a slip in its name is taken for what was meant: rustc names it.

use keras::autodiff::Tensor;
use keras::metrics::Metric;
use keras::prelude::*;

#[derive(Config, Clone, Debug)]
#[cofig(metric)]
struct Largest {
    #[defualt(1.0)]
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
    metrics![Largest(), Largest(factor = 2.0)];
}
