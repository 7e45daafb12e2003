use keras::prelude::*;

fn main() {
    sequential![Embedding(1000, 16, input = (2, 2, 2, 2, 2)), Flatten()];
}
