//! What `compile`, `fit` or a layer takes is no layer: where it goes is said instead.

use keras::autodiff::Tensor;
use keras::callbacks::EarlyStopping;
use keras::prelude::*;
use keras::schedules::CosineDecay;

#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
struct Cubic {
    weight: f32,
}

impl Loss for Cubic {
    fn name(&self) -> &'static str {
        "cubic"
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        K::mean_axis(&K::pow(&K::abs(&(y_true - y_pred)), 3.0), -1)
    }
}

sequential! { struct Digits { Dense(10, input = 4), Huber(delta = 2.0), Dense(3) } }

fn main() {
    sequential![Dense(10, input = 4), MeanSquaredError()];
    sequential![Dense(10, input = 4), Cubic(2.0), AUC(), Adam(1e-3)];
    sequential![Dense(10, input = 4), EarlyStopping(patience = 3), CosineDecay(0.1, 1000)];
    sequential![Dense(10, input = 4), GlorotUniform(), L2(0.01), MaxNorm(2.0)];
    sequential![Dense(10, input = 4), accuracy];
    graph!({
        let x = Input(4);
        RMSprop(learning_rate = 1e-3)(Dense(3)(x))
    });
    sequential![TimeDistributed(BinaryCrossentropy(), input = (4, 4)), Dense(3)];
    layer!(SGD());
    let _ = Digits::new();
}
