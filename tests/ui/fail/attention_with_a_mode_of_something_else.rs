use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(4, 6);
        Attention(score_mode = ave)(x, x)
    });
    sequential![Bidirectional(LSTM(4), merge_mode = dot, input = (4, 6))];
}
