//! An argument is given by one `=`; a constant may be compared.

use keras::prelude::*;

const DEPTH: usize = 3;

fn main() {
    sequential![Dense(units == 2, input = 4)];
    sequential![LSTM(4, return_sequences == true, input = (5, 4)), LSTM(4, return_sequences = DEPTH == 3)];
}
