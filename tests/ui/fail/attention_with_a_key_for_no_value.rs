//! A key in the place of the value would be taken for it.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(10, 32);
        let y = Attention()(x, key = x);
        let z = MultiHeadAttention(2, 16)(x, attention_mask = x);
        Add()(y, z)
    });
}
