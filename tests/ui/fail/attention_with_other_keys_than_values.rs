use keras::prelude::*;

fn main() {
    graph!({
        let query = Input(4, 8);
        let value = Input(5, 8);
        let key = Input(6, 8);
        MultiHeadAttention(2, 16)(query, value, key = key)
    });
}
