use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(28, 28, 1);
        MultiHeadAttention(2, 16)(x, x)
    });
}
