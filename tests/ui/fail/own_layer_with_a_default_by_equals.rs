//! A mistake in the declaration of a layer is said there, and once.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};

#[derive(Config, Clone, Copy)]
pub struct Scale {
    #[default = 2.0]
    factor: f32,
}

impl Scale {
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one_float()
    }
}

impl Layer for Scale {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        &inputs[0] * self.factor
    }
}

fn main() {
    sequential![Scale(2.0, input = 4), Dense(3)];
    layer!(Scale(factor = 1.0));
}
