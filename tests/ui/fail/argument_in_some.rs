//! An argument that may be left out is no `Option`.

use keras::prelude::*;

fn main() {
    sequential![Dense(Some(3), input = 4), LayerNormalization(axis = Some(-1))];
}
