//! A model has no parameters.

use keras::prelude::*;

sequential! {
    pub struct Picture<const N: usize> { Dense(N, input = 784) }
}

fn main() {}
