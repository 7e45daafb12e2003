use keras::prelude::*;

fn main() {
    let model = sequential![Dense(1, input = 1)];
    let mut model = model.compile(Adam::default(), "mse", metrics![]);
    let _ = model.fit([[1.0]], [1.0], Fit::epochs(1));
}
