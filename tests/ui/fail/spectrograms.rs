//! Signals and frames that do not fit.

use keras::prelude::*;

fn main() {
    sequential![MelSpectrogram(input = (16_000, 1))];
    sequential![MelSpectrogram(input = 1024)];
    sequential![MelSpectrogram(1024, sequence_length = 2048, input = 16_000)];
    sequential![MelSpectrogram(min_freq = 9000.0, input = 16_000)];
    sequential![MelSpectrogram(min_power = 0.0, input = 16_000)];
    sequential![MelSpectrogram(num_mel_bins = 0, input = 16_000)];
    sequential![STFTSpectrogram(input = 16_000)];
    sequential![STFTSpectrogram(input = (200, 1))];
    sequential![STFTSpectrogram(frame_step = 300, input = (1000, 1))];
    sequential![STFTSpectrogram(fft_length = 128, input = (1000, 1))];
    sequential![Conv1D(5, 8, kernel_initializer = STFT(magnitude), input = (16, 1))];
    sequential![Dense(5, kernel_initializer = STFT(), input = 8)];
}
