use keras::prelude::*;

fn main() {
    let model = sequential![Dense(10, activation = tanh, input = 64)];
    model.compile(Adam::default(), CategoricalCrossentropy::default().from_logits(), metrics![]);
    // What is rescaled has any size.
    let model = sequential![Dense(10, activation = tanh, input = 64), Rescaling(10.0)];
    model.compile(Adam::default(), CategoricalCrossentropy::default().from_logits(), metrics![]);
}
