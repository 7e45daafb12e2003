//! An input has the name that the layer declares; what takes tensors by position only says so.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};

#[derive(Config, Clone, Copy)]
#[layer(inputs(left, right, mask?))]
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
        let y = Compare()(x, rihgt = x);
        let compare = Compare();
        let z = compare(x, right = x, makss = y);
        Concatenate()(y, other = z)
    });
}
