//! Spectral normalization needs a kernel.

use keras::prelude::*;

fn main() {
    sequential![SpectralNormalization(Dense(2), input = 3), SpectralNormalization(Activation(relu))];
    sequential![SpectralNormalization(LSTM(2), input = (5, 3))];
    sequential![SpectralNormalization(Dense(2), power_iterations = 0, input = 3)];
}
