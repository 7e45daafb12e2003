use keras::prelude::*;

fn main() {
    graph!({
        let (x, y) = (Input(8, 6, 4), Input(9, 6, 4));
        MultiHeadAttention(2, 3, attention_axes = 2)(x, y)
    });
}
