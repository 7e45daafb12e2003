use keras::prelude::*;

fn main() {
    sequential![Embedding(20_000_000, 16, input = 80), LSTM(8)];
}
