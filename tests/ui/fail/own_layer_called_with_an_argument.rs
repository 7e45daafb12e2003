//! An argument of a layer is given where the layer is made, unless it says otherwise; an input is a tensor.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};

#[derive(Config, Clone, Copy)]
#[layer(inputs(left, right), settings(scale))]
struct Compare {
    #[default(1.0)]
    scale: f32,
    #[default(false)]
    squared: bool,
}

impl Compare {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        ShapeResult::Ok(inputs.as_slice()[0])
    }
}

impl Layer for Compare {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        if self.squared { &inputs[0] * &inputs[1] } else { &inputs[0] * self.scale }
    }
}

fn main() {
    graph!({
        let x = Input(4);
        let a = Compare()(x, x, squared = true);
        let b = Compare()(x, right = x, scale = x);
        let c = Compare()(x, right = x, name = "c");
        let compare = Compare();
        let d = compare(x, x, scale = 2.0);
        let e = Compare()(x, right = y);
        Add()(a, b, c, d, e)
    });
    graph!({
        let x = Input(4);
        Compare()(x, x, scael = 2.0)
    });
    graph!({
        let x = Input(4);
        Compare()(x, right = 2.0)
    });
}
