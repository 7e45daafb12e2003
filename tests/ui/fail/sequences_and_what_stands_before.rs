//! What is suggested for sequences depends on what stands before.
use keras::prelude::*;

fn main() {
    let _steps_missing = sequential![LSTM(64, input = (30, 4)), TimeDistributed(Dense(10))];
    let _steps_taken_apart = sequential![TimeDistributed(LSTM(8), input = (10, 4)), Dense(1)];
    let _all_steps = sequential![LSTM(64, return_sequences = true, input = (30, 4)), RepeatVector(10)];
    let _both_ways = sequential![
        Bidirectional(LSTM(8, return_sequences = true), input = (30, 4)),
        RepeatVector(3),
    ];
    let _batch = sequential![LSTM(8, input = (None, 10, 4))];
    let _images = sequential![LSTM(8, input = (28, 28, 3))];
}
