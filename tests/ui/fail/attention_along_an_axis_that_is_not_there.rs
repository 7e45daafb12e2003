use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8, 6, 4);
        MultiHeadAttention(2, 3, attention_axes = (1, 4))(x, x)
    });
}
