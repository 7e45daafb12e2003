//! More positional arguments than the layer has.

use keras::prelude::*;

fn main() {
    sequential![Input(28, 28), Flatten(1), Activation(relu, 2)];
}
