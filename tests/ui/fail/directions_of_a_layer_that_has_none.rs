use keras::prelude::*;

fn main() {
    sequential![Bidirectional(Dense(3), input = (5, 2))];
    sequential![Bidirectional(LSTM(3, go_backwards = true), input = (5, 2))];
    sequential![Bidirectional(LSTM(3), backward_layer = LSTM(3), input = (5, 2))];
    sequential![Bidirectional(LSTM(3), backward_layer = GRU(4, go_backwards = true), merge_mode = ave, input = (5, 2))];
}
