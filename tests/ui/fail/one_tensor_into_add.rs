//! Add takes two tensors or more.

use keras::prelude::*;

fn main() {
    graph!({
        let a = Input(8);
        Add()(a)
    });
}
