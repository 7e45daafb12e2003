//! The help of a layer that misses an axis says what has taken it away.

use keras::prelude::*;

fn main() {
    sequential![GRU(16, input = (20, 4)), Dropout(0.5), GRU(8)];
    sequential![Bidirectional(LSTM(16), input = (20, 4)), Bidirectional(LSTM(8))];
    sequential![Conv1D(16, 3, input = (20, 4)), GlobalMaxPooling1D(), LSTM(8)];
    sequential![Conv2D(16, 3, input = (28, 28, 1)), Flatten(), Conv2D(32, 3)];
    sequential![Conv2D(16, 3, input = (28, 28, 1)), GlobalAveragePooling2D(), MaxPooling2D(2)];
    sequential![Dense(32, input = 8), UpSampling2D(2)];
    sequential![Dense(32, input = 8), LSTM(8)];
    sequential![LSTM(16, input = (20, 4)), Conv1D(8, 3)];
}
