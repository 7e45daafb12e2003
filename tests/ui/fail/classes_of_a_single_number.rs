use keras::prelude::*;

fn main() {
    let model = sequential![Dense(1, activation = sigmoid, input = 4)];
    model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![]);
    let model = sequential![Dense(1, input = 4)];
    model.compile(Adam::default(), CategoricalCrossentropy::default().from_logits(), metrics![]);
}
