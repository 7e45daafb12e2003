//! Words, numbers and functions that measure nothing.

use keras::autodiff::Tensor;
use keras::prelude::*;

fn cubic(_: &Tensor, _: &Tensor) -> f32 {
    0.0
}

fn main() {
    metrics![relu];
    metrics![3];
    metrics![cubic];
}
