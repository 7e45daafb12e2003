use keras::prelude::*;

fn main() {
    graph!({
        let query = Input(4, 8);
        let value = Input(5, 8);
        let mask = Input(5, 4);
        MultiHeadAttention(2, 16)(query, value, attention_mask = mask)
    });
}
