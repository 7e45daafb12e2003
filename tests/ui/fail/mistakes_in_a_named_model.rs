//! A named model is checked whether it is used or not.

use keras::prelude::*;

sequential! {
    /// A picture of ten by ten.
    pub struct Picture {
        Dense(100, input = 784),
        Reshape((10, 11)),
    }
}

graph! {
    /// Two towers.
    pub struct Towers {
        let a = Input(8);
        let b = Input(9);
        Add()([a, b])
    }
}

fn main() {}
