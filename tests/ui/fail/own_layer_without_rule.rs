//! The rule says what a layer takes and gives.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;

#[derive(Config, Clone, Copy)]
pub struct Scale {
    factor: f32,
}

impl Layer for Scale {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        &inputs[0] * self.factor
    }
}

fn main() {}
