use keras::prelude::*;

fn main() {
    sequential![Bidirectional(LSTM(3, return_sequence = true), input = (5, 2))];
}
