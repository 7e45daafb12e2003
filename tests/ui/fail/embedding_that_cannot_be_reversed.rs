use keras::prelude::*;

fn main() {
    graph!({
        let ids = Input(5, dtype = int32);
        let words = Embedding(100, 8);
        words(words(ids), reverse = true)
    });
}
