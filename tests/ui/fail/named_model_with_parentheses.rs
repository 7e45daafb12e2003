//! A named model is written like a struct of named fields.

use keras::prelude::*;

sequential! {
    pub struct Picture(Dense(100, input = 784));
}

fn main() {}
