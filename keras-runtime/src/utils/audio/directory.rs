//! Audio datasets from directories.

use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use ndarray::{Array3, s};

use super::wav::{self, Recording};
use crate::utils::directory::{ClassFolders, Found, Int, LabelMode, class_folder_options, has_extension};
use crate::{Error, Result};

/// Audio dataset: recordings of one length, and their labels.
#[derive(Clone, Debug, PartialEq)]
pub struct AudioDataset<Y> {
    /// The recordings, `(recordings, samples, channels)`, from -1 to 1, with zeros behind the end of those that are shorter.
    pub x: Array3<f32>,
    /// Their labels, as [`label_mode`](AudioFromDirectory::label_mode) has them.
    pub y: Y,
    /// What the classes are named.
    pub class_names: Vec<String>,
    /// The file that each recording is from.
    pub file_paths: Vec<PathBuf>,
    /// Samples in a second, of all recordings.
    pub sampling_rate: usize,
}

/// Audio dataset from a directory that has a folder for each class, to be loaded: files whose names end in `.wav`, of 16-bit PCM
/// or 32-bit floats.
///
/// This is [`keras.utils.audio_dataset_from_directory`](https://keras.io/api/data_loading/audio/), its arguments by their names
/// and with their defaults; all recordings are loaded at once. They have the sampling rate that they were recorded with, which is
/// one for all, and so are their channels.
///
/// ```no_run
/// use keras::prelude::*;
/// use keras::utils::audio_dataset_from_directory;
///
/// // speech/yes/1.wav, speech/no/1.wav, ...; a second each
/// let (train, validation) = audio_dataset_from_directory("speech")
///     .output_sequence_length(16_000)
///     .seed(123)
///     .validation_split(0.2)
///     .both()?;
/// let model = sequential![
///     Reshape((16_000,), input = (16_000, 1)),
///     MelSpectrogram(num_mel_bins = 64),
///     Permute((2, 1)),
///     LSTM(32),
///     Dense(2, activation = softmax),
/// ];
/// let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
/// model.fit(&train.x, &train.y, Fit::epochs(5).validation_data(&validation.x, &validation.y))?;
/// # Ok::<(), keras::Error>(())
/// ```
///
/// With a [`seed`](AudioFromDirectory::seed) they are shuffled and split as Keras does it.
pub fn audio_dataset_from_directory(directory: impl Into<PathBuf>) -> AudioFromDirectory<Int> {
    AudioFromDirectory {
        folders: ClassFolders::new(directory),
        output_sequence_length: None,
        label_mode: PhantomData,
    }
}

/// Options of [`audio_dataset_from_directory`].
#[derive(Clone, Debug)]
#[must_use]
pub struct AudioFromDirectory<L> {
    folders: ClassFolders,
    output_sequence_length: Option<usize>,
    label_mode: PhantomData<fn() -> L>,
}

impl<L: LabelMode> AudioFromDirectory<L> {
    /// Label mode, what labels look like: [`Int`] (the default), [`Categorical`](crate::utils::Categorical) or
    /// [`Binary`](crate::utils::Binary).
    pub fn label_mode<M: LabelMode>(self, _: M) -> AudioFromDirectory<M> {
        let Self { folders, output_sequence_length, .. } = self;
        AudioFromDirectory { folders, output_sequence_length, label_mode: PhantomData }
    }

    class_folder_options!("recordings");

    /// The samples of each recording: what is longer is cut off, and zeros follow what is shorter. By default as many as the
    /// longest has.
    pub fn output_sequence_length(mut self, samples: usize) -> Self {
        self.output_sequence_length = Some(samples);
        self
    }

    /// Sets this fraction of the recordings apart, the last ones after shuffling, to validate on.
    pub fn validation_split(self, fraction: f64) -> SplitAudio<L> {
        SplitAudio { audio: self, fraction }
    }

    /// All recordings with their labels.
    ///
    /// # Errors
    ///
    /// Where the directory cannot be listed, has no recordings, lacks a folder of `class_names`, or has a number of classes that
    /// `label_mode` cannot tell; where a file is damaged, is written in another way, or differs from the others in its channels
    /// or sampling rate.
    pub fn load(self) -> Result<AudioDataset<L::Labels>> {
        let (class_names, found) = self.folders.found(is_recording)?;
        self.read(class_names, &found, "recordings")
    }

    fn read(&self, class_names: Vec<String>, found: &[Found], what: &str) -> Result<AudioDataset<L::Labels>> {
        let y = self.folders.labels::<L>(class_names.len(), found, &format!("{what} (`.wav`)"))?;
        let recordings = found.iter().map(|(path, _)| wav::read(path)).collect::<Result<Vec<_>>>()?;
        let kind = |recording: &Recording| (recording.samples.ncols(), recording.sampling_rate);
        let (channels, sampling_rate) = kind(&recordings[0]);
        for (recording, (path, _)) in recordings.iter().zip(found) {
            let (others, rate) = kind(recording);
            if (others, rate) != (channels, sampling_rate) {
                let expected = format!("{channels} channels of {sampling_rate} hertz, as the others have");
                let found = format!("{others} of {rate}");
                return Err(Error::expected(path.display().to_string(), expected, found));
            }
        }
        let longest = recordings.iter().map(|recording| recording.samples.nrows()).max().unwrap_or_default();
        let length = self.output_sequence_length.unwrap_or(longest);
        let size =
            [recordings.len(), channels, size_of::<f32>()].into_iter().try_fold(length, usize::checked_mul);
        if !size.is_some_and(|size| size > 0 && size <= isize::MAX as usize) {
            let expected =
                "`output_sequence_length` of at least one sample, and of recordings that memory holds";
            let found = format!("{length} samples of {} recordings", recordings.len());
            return Err(Error::expected(self.folders.directory.display().to_string(), expected, found));
        }
        let mut x = Array3::zeros((recordings.len(), length, channels));
        for (mut to, Recording { samples, .. }) in x.outer_iter_mut().zip(&recordings) {
            let count = length.min(samples.nrows());
            to.slice_mut(s![..count, ..]).assign(&samples.slice(s![..count, ..]));
        }
        let file_paths = found.iter().map(|(path, _)| path.clone()).collect();
        Ok(AudioDataset { x, y, class_names, file_paths, sampling_rate })
    }
}

fn is_recording(path: &Path) -> bool {
    has_extension(path, &["wav"])
}

/// Recordings of a directory of which a part is set apart.
#[derive(Clone, Debug)]
#[must_use]
pub struct SplitAudio<L> {
    audio: AudioFromDirectory<L>,
    fraction: f64,
}

type Pair<Y> = (AudioDataset<Y>, AudioDataset<Y>);

impl<L: LabelMode> SplitAudio<L> {
    /// The recordings to train on, and those to validate on. Without an
    /// [`output_sequence_length`](AudioFromDirectory::output_sequence_length), both are as long as their longest.
    ///
    /// # Errors
    ///
    /// Those of [`load`](AudioFromDirectory::load); where the fraction is not between 0 and 1, or so that one of the two has no
    /// recordings.
    pub fn both(self) -> Result<Pair<L::Labels>> {
        let Self { audio, fraction } = self;
        let (class_names, [train, validation]) =
            audio.folders.split(is_recording, fraction, "audio_dataset_from_directory")?;
        Ok((
            audio.read(class_names.clone(), &train, "recordings to train on")?,
            audio.read(class_names, &validation, "recordings to validate on")?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::super::wav::tests::{file, pcm};
    use super::*;
    use ndarray::array;
    use std::fs;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::TempDir::new().unwrap();
        for (class, name, samples) in [
            ("no", "1.wav", &[16_384, -16_384, 0][..]),
            ("yes", "1.wav", &[8192]),
            ("yes", "2.WAV", &[0, -8192]),
        ] {
            fs::create_dir_all(folder.path().join(class)).unwrap();
            fs::write(folder.path().join(class).join(name), pcm(samples)).unwrap();
        }
        fs::write(folder.path().join("no/notes.txt"), "no recording").unwrap();
        folder
    }

    #[test]
    fn recordings_have_the_length_of_the_longest_unless_it_is_given() {
        let folder = folder();
        let audio = audio_dataset_from_directory(folder.path()).shuffle(false);
        let data = audio.clone().load().unwrap();
        let expected = array![[[0.5], [-0.5], [0.0]], [[0.25], [0.0], [0.0]], [[0.0], [-0.25], [0.0]]];
        assert_eq!((data.x, data.y, data.sampling_rate), (expected, array![0, 1, 1], 8000));
        let cut_off = audio.output_sequence_length(1).class_names(["yes", "no"]).load().unwrap();
        assert_eq!((cut_off.x, cut_off.y), (array![[[0.25]], [[0.0]], [[0.5]]], array![0, 0, 1]));
    }

    #[test]
    fn a_part_is_set_apart() {
        let folder = folder();
        let (train, validation) =
            audio_dataset_from_directory(folder.path()).seed(3).validation_split(0.34).both().unwrap();
        assert_eq!((train.y.len(), validation.y.len()), (2, 1));
    }

    #[test]
    fn what_differs_from_the_others_is_an_error() {
        let folder = folder();
        let load = || audio_dataset_from_directory(folder.path()).load().unwrap_err().to_string();
        fs::write(folder.path().join("yes/3.wav"), file(1, 16, 2, &[0; 8])).unwrap();
        assert!(load().contains("channels of 8000 hertz, as the others have"));
        fs::write(folder.path().join("yes/3.wav"), file(1, 24, 1, &[0; 6])).unwrap();
        assert!(load().contains("expected 16-bit PCM or 32-bit floats, found 24-bit PCM"));
        fs::write(folder.path().join("yes/3.wav"), "RIFF").unwrap();
        assert!(load().contains("it is no WAV file"));
    }
}
