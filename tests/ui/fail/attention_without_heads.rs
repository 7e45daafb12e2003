use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(10, 32);
        MultiHeadAttention(0, 16)(x, x)
    });
}
