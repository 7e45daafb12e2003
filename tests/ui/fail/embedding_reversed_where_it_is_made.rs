use keras::prelude::*;

fn main() {
    graph!({
        ReversibleEmbedding(100, 8)(Input(5, 8), reverse = true)
    });
}
