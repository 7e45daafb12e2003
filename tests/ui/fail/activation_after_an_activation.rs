//! A loss and what the last layer gives belong together.

use keras::prelude::*;

fn main() {
    sequential![Dense(3, activation = softmax, input = 4), Activation(softmax)];

    let dropped = sequential![Dense(3, activation = softmax, input = 4), Dropout(0.5)];
    dropped.compile(Adam::default(), CategoricalCrossentropy::default(), metrics![]);

    let positive = sequential![Dense(3, activation = relu, input = 4)];
    positive.compile(Adam::default(), SparseCategoricalCrossentropy::default().from_logits(), metrics![]);

    let two = graph!({
        let x = Input(4);
        (Dense(3, activation = softmax)(x), Dense(1)(x))
    });
    let losses = (BinaryCrossentropy::default(), MeanSquaredError::default());
    two.compile(Adam::default(), losses, (metrics![], metrics![]));
}
