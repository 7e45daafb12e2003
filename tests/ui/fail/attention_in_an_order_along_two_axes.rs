use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8, 6, 4);
        MultiHeadAttention(2, 3, use_causal_mask = true)(x, x)
    });
}
