//! What a layer needs is given; what may be left out is left out behind everything else.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};

#[derive(Config, Clone, Copy)]
#[layer(inputs(left, right, mask?, bias?))]
struct Compare {}

impl Compare {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        ShapeResult::Ok(inputs.as_slice()[0])
    }
}

impl Layer for Compare {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        inputs[0].clone()
    }
}

fn main() {
    graph!({
        let x = Input(4);
        let a = Compare()(x, mask = x);
        let compare = Compare();
        let b = compare(right = a);
        Compare()(x, x, bias = b)
    });
}
