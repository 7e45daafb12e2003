//! A nested model takes what it says.

use keras::prelude::*;

sequential! {
    pub struct Flat {
        Input(8, 10, dtype = int32),
        Flatten(),
    }
}

fn main() {
    graph!({
        let x = Input(8, 10);
        Flat()(x)
    });
}
