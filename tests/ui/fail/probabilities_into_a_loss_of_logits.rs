use keras::prelude::*;

fn main() {
    let model = sequential![Dense(10, activation = softmax, input = 64)];
    model.compile(Adam::default(), CategoricalCrossentropy::default().from_logits(), metrics![]);
}
