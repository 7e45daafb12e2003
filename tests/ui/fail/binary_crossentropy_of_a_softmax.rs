use keras::prelude::*;

fn main() {
    let model = sequential![Dense(3, activation = softmax, input = 64)];
    model.compile(Adam::default(), BinaryCrossentropy::default(), metrics![]);
}
