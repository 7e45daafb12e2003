//! Logits at another place are logits.

use keras::prelude::*;

fn main() {
    let model = sequential![Dense(4, input = 4), Reshape((2, 2))];
    model.compile(Adam::default(), CategoricalCrossentropy::default(), metrics![]);
    let model = sequential![Conv2D(1, 1, input = (2, 2, 1)), Flatten()];
    model.compile(Adam::default(), BinaryCrossentropy::default(), metrics![]);
    let model = sequential![Conv2D(10, 1, input = (8, 8, 3)), GlobalAveragePooling2D()];
    model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![]);
    let model = sequential![Dense(4, activation = sigmoid, input = 4), Reshape((2, 2))];
    model.compile(Adam::default(), BinaryCrossentropy::default().from_logits(), metrics![]);
}
