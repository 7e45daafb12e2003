//! Token ids are no numbers to calculate with.

use keras::prelude::*;

fn main() {
    sequential![Input(80, dtype = int32), Dense(32)];
}
