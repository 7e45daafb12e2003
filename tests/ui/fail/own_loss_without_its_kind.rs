//! A loss of one's own says what outputs it is for.

use keras::autodiff::Tensor;
use keras::prelude::*;

#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
struct Tilted {
    slope: f32,
}

impl Loss for Tilted {
    fn name(&self) -> &'static str {
        "Tilted"
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        K::mean_axis(&((y_true - y_pred) * self.slope), -1)
    }
}

fn main() {
    let model = sequential![Dense(1, input = 4)];
    model.compile(Adam::default(), Tilted { slope: 0.5 }, metrics![Tilted(0.5)]);
}
