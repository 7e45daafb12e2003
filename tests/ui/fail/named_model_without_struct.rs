//! A named model is a struct; where it is used, nothing more is said.

use keras::prelude::*;

sequential! {
    /// Tells digits apart.
    pub Digits { Dense(10, input = 64) }
}

fn main() {
    Digits::new().count_params();
}
