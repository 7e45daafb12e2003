use keras::prelude::*;

fn main() {
    sequential![Dense(LSTM(3), input = 4)];
}
