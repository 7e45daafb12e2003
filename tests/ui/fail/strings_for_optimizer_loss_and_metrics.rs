use keras::prelude::*;

fn main() {
    let model = sequential![Dense(1, input = 4)];
    model.compile("adam", "mse", ["mae"]);
}
