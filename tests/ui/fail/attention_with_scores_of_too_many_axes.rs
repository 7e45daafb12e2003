use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(2, 8, 6, 4);
        let (y, _scores) = MultiHeadAttention(2, 3, attention_axes = (2, 3), return_attention_scores = true)(x, x);
        y
    });
}
