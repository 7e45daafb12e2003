//! A rule that goes wrong by itself is blamed where the layer is used, and shown where it went wrong.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};

#[derive(Config, Clone, Copy)]
pub struct Third {
    #[default(1)]
    divisor: usize,
}

impl Third {
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let _ = 6 / self.divisor;
        ShapeResult::Ok(inputs.as_slice()[2])
    }
}

impl Layer for Third {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        inputs[2].clone()
    }
}

fn main() {
    sequential![Dense(4, input = 4), Third(), Dense(3)];
    graph!({
        let x = Input(4);
        let y = Third(2)(x, x, x);
        Third(divisor = 0)(y, y, y)
    });
}
