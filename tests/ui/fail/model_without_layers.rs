//! A model has a layer at least.

use keras::prelude::*;

fn main() {
    sequential![];
    graph!({});
}
