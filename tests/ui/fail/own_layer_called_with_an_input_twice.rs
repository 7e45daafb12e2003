//! An input is given once, by position or by name.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};

#[derive(Config, Clone, Copy)]
#[layer(inputs(left, right), settings(scale))]
struct Compare {
    #[default(1.0)]
    scale: f32,
}

impl Compare {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        ShapeResult::Ok(inputs.as_slice()[0])
    }
}

impl Layer for Compare {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        &inputs[0] * self.scale
    }
}

fn main() {
    graph!({
        let x = Input(4);
        let a = Compare()(x, left = x, right = x);
        let b = Compare()(left = x, right = x, left = x);
        let c = Compare()(x, right = [x, x]);
        let d = Compare(scale = 2.0)(x, x, scale = 3.0);
        let e = Compare(2.0)(x, x, scale = 3.0);
        Add()(a, b, c, d, e)
    });
}
