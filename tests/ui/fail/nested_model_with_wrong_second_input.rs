//! With several inputs the message counts them.

use keras::prelude::*;

graph! {
    pub struct Join {
        let a = Input(8);
        let b = Input(9);
        (a, b)
    }
}

fn main() {
    graph!({
        let x = Input(8);
        Join()([x, x])
    });
}
