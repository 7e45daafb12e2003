use keras::prelude::*;

fn main() {
    graph!({
        let ids = Input(5, dtype = int32);
        let words = ReversibleEmbedding(100, 8);
        words(Dense(9)(words(ids)), reverse = true)
    });
}
