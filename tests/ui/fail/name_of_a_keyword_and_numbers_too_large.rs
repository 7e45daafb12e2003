//! A word that no field may have, and numbers that no size may be.

use keras::prelude::*;

fn main() {
    sequential![Dense(3, input = 4, name = self)];
    sequential![Dense(18446744073709551616, input = 4)];
    sequential![Dense(18446744073709551615, input = 4)];
}
