//! Signals: Fourier transforms and overlapping sequences.

mod fourier;
mod real_fourier;
mod sequences;
mod short_time;

pub use fourier::{fft, fft2, ifft2};
pub use real_fourier::{irfft, rfft};
pub use sequences::extract_sequences;
pub use short_time::{Window, istft, stft};
