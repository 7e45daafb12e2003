//! The arguments of a layer are constants, which own nothing.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};

#[derive(Config, Clone)]
pub struct Named {
    label: String,
    #[default(2.0)]
    factor: f32,
}

impl Named {
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one_float()
    }
}

impl Layer for Named {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        &inputs[0] * self.factor
    }
}

#[derive(Config, Clone, Copy)]
pub struct Wide {
    sizes: Vec<usize>,
}

impl Wide {
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one_float()
    }
}

impl Layer for Wide {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        inputs[0].clone()
    }
}

fn main() {
    sequential![Named("in two words", input = 4), Wide(3), Dense(3)];
}
