//! An argument under the name that another library gives it, one that has the word in it, and one with swapped letters.

use keras::prelude::*;

fn main() {
    sequential![Input(28, 28, 1), Conv2D(out_channels = 8, kernel_size = 3), MaxPooling2D(kernel_size = (2, 2))];
    sequential![Input(10), Dropout(p = 0.5), Dense(out_features = 3), Softmax(dim = 1)];
    sequential![Input(10), Dense(3, initializer = he_normal), LayerNormalization(eps = 1e-5)];
    sequential![Input(10, 3), LSTM(hidden_size = 4), LeakyReLU(alpha = 0.1)];
    layer!(Dense(3, actviation = relu));
    metrics![Precision(threshold = 0.5)];
}
