use keras::prelude::*;

fn main() {
    let model = sequential![Dense(10, input = 64)];
    model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
}
