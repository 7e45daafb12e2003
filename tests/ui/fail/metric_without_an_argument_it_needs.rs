//! What has no default is given.

use keras::autodiff::Tensor;
use keras::prelude::*;

#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
struct Power {
    exponent: f32,
    #[default(1.0)]
    scale: f32,
}

impl Loss for Power {
    fn name(&self) -> &'static str {
        "Power"
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        K::mean_axis(&(K::pow(&K::abs(&(y_true - y_pred)), self.exponent) * self.scale), -1)
    }
}

fn main() {
    metrics![accuracy, Power(scale = 2.0)];
    metrics![Power()];
}
