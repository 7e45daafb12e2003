//! A tuple takes apart a list of its length.

use keras::prelude::*;

fn main() {
    graph!({
        let (a, b) = (Input(8), Input(8), Input(8));
        a + b
    });
}
