//! Only one axis can be inferred.

use keras::prelude::*;

fn main() {
    sequential![Dense(100, input = 784), Reshape((-1, -1, 2))];
}
