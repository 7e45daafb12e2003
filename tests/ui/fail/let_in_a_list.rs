//! A list has layers only.

use keras::prelude::*;

fn main() {
    sequential![let units = 32; Dense(units, input = 4), Reshape((2, 2))];
    sequential![Dense(3, input = 4), let units = 3 + 1, Dense(units), Dropout(1.5)];
    sequential![let x = Input(4); Dense(3)];
}
