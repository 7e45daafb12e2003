//! A recurrent layer takes steps of features.

use keras::prelude::*;

fn main() {
    sequential![LSTM(32, input = 64)];
    sequential![GRU(32, input = (28, 28, 1))];
    sequential![LSTM(8, return_sequences = true, input = (20, 4)), LSTM(8), SimpleRNN(8)];
}
