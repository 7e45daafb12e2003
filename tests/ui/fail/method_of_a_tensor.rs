//! A tensor of a graph has no methods.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        x.relu()
    });
}
