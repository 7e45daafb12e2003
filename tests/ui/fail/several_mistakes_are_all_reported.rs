//! A mistake hides no other.

use keras::prelude::*;

fn main() {
    sequential![
        Dense(0, input = 784),
        Dense(32, activation = relu, activation = tanh),
        Reshape((5, 5)),
        Dense(1, activation = softmax),
    ];
    graph!({
        let a = Input(8);
        let b = Input(9);
        let sum = a + b;
        let wide = Reshape((3, 3))(a);
        Dense(0)(b) - Dense(10)(wide)
    });
}
