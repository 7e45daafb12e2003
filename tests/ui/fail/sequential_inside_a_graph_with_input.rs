//! A list that is called takes its input from the call.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(784);
        sequential![Dense(32, input = 784), Dense(10)](x)
    });
}
