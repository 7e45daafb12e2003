//! A layer is one type.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};

#[derive(Config, Clone, Copy)]
pub struct Scale<T> {
    factor: T,
}

#[derive(Config, Clone, Copy)]
pub struct Repeated<const TIMES: usize> {
    factor: f32,
}

impl<const TIMES: usize> Repeated<TIMES> {
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one()
    }
}

impl<const TIMES: usize> Layer for Repeated<TIMES> {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        &inputs[0] * self.factor
    }
}

fn main() {}
