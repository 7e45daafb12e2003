//! Heads of keys and values are shared by as many heads of queries each.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(_, 16);
        GroupQueryAttention(8, 4, 3)(x, x)
    });
    graph!({
        let x = Input(_, 16);
        let y = Input(_, 8);
        GroupQueryAttention(8, 4, 2)(x, y)
    });
}
