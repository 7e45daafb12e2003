//! A comma stands behind something.

use keras::prelude::*;

fn main() {
    sequential![Dense(3, input = 4),, Dense(2), Reshape((3, 3))];
    sequential![, Dense(3,, input = 4)];
    metrics![accuracy,, mae,];
    graph!({
        let x = Input(4);
        Add()([sequential![Dense(4),, ReLU()](x),, x])
    });
}
