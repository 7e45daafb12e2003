//! A model is a constant: a function in it cannot capture.

use keras::prelude::*;

fn main() {
    let factor = 2.0;
    println!("times {factor}");
    sequential![Input(80), Lambda(|x| x * factor)];
}
