use keras::prelude::*;

fn main() {
    let model = sequential![Dense(1, activation = sigmoid, input = 4)];
    model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![]);
}
