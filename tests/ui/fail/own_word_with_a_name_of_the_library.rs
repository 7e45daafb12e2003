//! A word, a function or a metric of one's own with a name of the library is ambiguous: neither wins in silence.

use keras::autodiff::Tensor;
use keras::prelude::*;
use keras::regularizers::Regularizer;

const fn relu(x: &Tensor) -> &Tensor {
    x
}

const fn l2(rate: f32) -> Regularizer {
    keras::regularizers::l2(rate)
}

fn accuracy(_: &Tensor, _: &Tensor) -> Tensor {
    panic!("never called")
}

fn main() {
    sequential![Dense(32, activation = relu, kernel_regularizer = l2(0.1), input = 784)];
    metrics![accuracy];
}
