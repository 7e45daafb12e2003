//! A function of a tensor goes into a layer; a list of tensors is what a merging layer is called on; the number of
//! channels is not given.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(4);
        K::square(x)
    });
    graph!({
        let (a, b) = (Input(4, name = left), Input(4, name = right));
        Dense(1)(Concatenate([a, b]))
    });
    sequential![Conv2D(in_channels = 1, filters = 8, kernel_size = 3, input = (8, 8, 1))];
}
