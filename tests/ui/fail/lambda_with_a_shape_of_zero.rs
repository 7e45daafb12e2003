//! What a function gives is said in sizes of one or more.

use keras::prelude::*;

fn main() {
    sequential![Input(4), Lambda(|x| K::square(x), output_shape = (0,))];
}
