//! A layer that is shared is settled once.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(10, 32);
        let attend = MultiHeadAttention(2, 16);
        let y = attend(x, x);
        attend(y, y, use_causal_mask = true)
    });
}
