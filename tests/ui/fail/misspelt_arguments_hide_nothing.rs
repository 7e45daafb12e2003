//! Each misspelt argument is reported, and so is a shape that does not fit elsewhere.

use keras::prelude::*;

fn main() {
    graph!({
        let a = Input(4);
        let b = Input(5);
        let c = Dense(3, activaton = relu, usebias = true)(a);
        (Add()([a, b]), c)
    });
}
