//! A layer of one's own without `call` is said once, however often it is used.
use keras::prelude::*;

use keras::shape::{Inputs, ShapeResult, Spec};

#[derive(Config, Clone, Copy)]
struct Scale {
    #[default(1.0)]
    factor: f32,
}

impl Scale {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one()
    }
}

fn main() {
    let _model = sequential![Scale(0.5, input = 64), Dense(10), Scale()];
}
