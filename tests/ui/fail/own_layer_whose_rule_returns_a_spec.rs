//! A rule may fail.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, Spec};

#[derive(Config, Clone, Copy)]
struct Scale {
    #[default(1.0)]
    factor: f32,
}

impl Scale {
    const fn rule(&self, inputs: Inputs<'_>) -> Spec {
        inputs.as_slice()[0]
    }
}

impl Layer for Scale {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        &inputs[0] * self.factor
    }
}

fn main() {
    sequential![Scale(0.5, input = 64), Dense(10)];
}
