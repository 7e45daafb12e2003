//! Spectrograms: the frequencies of a signal over time.

mod mel;
mod stft;

#[cfg(feature = "onnx")]
pub(crate) use mel::Bands;
pub use mel::MelSpectrogram;
pub use stft::STFTSpectrogram;
