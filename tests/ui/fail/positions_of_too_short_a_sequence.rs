use keras::prelude::*;

fn main() {
    sequential![Embedding(1000, 16, input = 80), PositionEmbedding(50)];
    sequential![TokenAndPositionEmbedding(1000, 50, 16, input = 80), LSTM(8)];
}
