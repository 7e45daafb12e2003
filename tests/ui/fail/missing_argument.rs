//! What has no default is given.

use keras::prelude::*;

fn main() {
    sequential![Dense(use_bias = false, input = 784), Activation()];
}
