//! Recordings: WAV files, and datasets of them.

mod directory;
mod wav;

pub use directory::{AudioDataset, AudioFromDirectory, SplitAudio, audio_dataset_from_directory};
