//! rustc says which type is expected, on the value.

use keras::prelude::*;

fn main() {
    sequential![
        Dense(32.5, input = 784),
        Dense(32, activation = "re-lu"),
        Dense(32, use_bias = 1),
        Dense(units = (3, 3)),
    ];
}
