//! The kernel has a row for each feature; only the number of steps may be left to the data.

use keras::prelude::*;

fn main() {
    sequential![LSTM(32, input = (10, _))];
}
