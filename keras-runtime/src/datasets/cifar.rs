//! CIFAR file format: what the two datasets have in common.
//!
//! Each of their files is a pickle of a dict: the images are an array of bytes, one a row, all red before all
//! green before all blue, and the labels are a list.

use std::fs::File;
use std::path::Path;

use ndarray::{Array1, Array4, ArrayView4, ArrayViewMut4, Axis};

use super::ColorImages;
use super::files::pickle::{Limits, Pickle};
use super::files::{all, classes, malformed, tar, unreadable};
use crate::files::cache;
use crate::{Error, ErrorKind, Result};

const CHANNELS: usize = 3;
const SIDE: usize = 32;
const BYTES: usize = CHANNELS * SIDE * SIDE;

/// A data set, as Keras keeps it.
pub(super) struct Cifar {
    pub archive: cache::File,
    /// The folder in the archive.
    pub folder: &'static str,
    /// The files in the folder, those for training and those for testing.
    pub files: [&'static [&'static str]; 2],
    /// The entry of the labels.
    pub labels: &'static str,
    pub classes: u8,
}

impl Cifar {
    /// The images for training and those for testing, of which a file holds so many each.
    pub fn load(&self, home: &Path, samples: [usize; 2]) -> Result<(ColorImages, ColorImages)> {
        let files = self.files.iter().zip(samples);
        let files: Vec<_> =
            files.flat_map(|(names, samples)| names.iter().map(move |&name| (name, most(samples)))).collect();
        let datasets = home.join("datasets");
        // Keras 3 unpacks into a folder of its own, Keras 2 did into `datasets` itself.
        for parent in [datasets.join(format!("{}-target", self.folder)), datasets.clone()] {
            let folder = parent.join(self.folder);
            if files.iter().all(|(name, _)| folder.join(name).is_file()) {
                let read = |&(name, limit): &(&str, usize)| {
                    let path = folder.join(name);
                    let place = &path.display().to_string();
                    all(place, File::open(&path).map_err(|error| unreadable(place, error))?, limit)
                };
                let files = files.iter().map(read).collect::<Result<Vec<_>>>();
                return files.and_then(|files| self.split(&folder, &files, samples)).map_err(|error| {
                    error.help(format!(
                        "delete the folder `{}`, so that the archive is read, of {}",
                        folder.display(),
                        self.archive.origin.url
                    ))
                });
            }
        }
        let unpack = |path: &Path| self.split(path, &tar::files(path, &files)?, samples);
        let keras_2 = datasets.join(format!("{}.tar.gz", self.folder));
        if keras_2.is_file() { unpack(&keras_2) } else { self.archive.load(home, unpack) }
    }

    fn split(
        &self,
        path: &Path,
        files: &[Vec<u8>],
        samples: [usize; 2],
    ) -> Result<(ColorImages, ColorImages)> {
        let [train, test] = self.files;
        let (train_files, test_files) = files.split_at(train.len());
        Ok((self.join(path, train, train_files, samples[0])?, self.join(path, test, test_files, samples[1])?))
    }

    /// The images of several files, one file's after the other's.
    fn join(&self, path: &Path, names: &[&str], files: &[Vec<u8>], samples: usize) -> Result<ColorImages> {
        let mut x = Array4::zeros((names.len() * samples, SIDE, SIDE, CHANNELS));
        let mut y = Vec::with_capacity(names.len() * samples);
        for ((name, file), x) in names.iter().zip(files).zip(x.axis_chunks_iter_mut(Axis(0), samples)) {
            y.extend(self.read(&path.join(name), file, x)?);
        }
        Ok(ColorImages { x, y: y.into() })
    }

    /// Copies the images of a file to `x` and gives their labels.
    fn read(&self, path: &Path, file: &[u8], mut x: ArrayViewMut4<'_, u8>) -> Result<Array1<u8>> {
        let place = path.display().to_string();
        let samples = x.len_of(Axis(0));
        let pickle = Pickle::read(&place, file, Limits::samples(samples))?;
        let bytes = pickle.root().get("data")?.bytes(&[samples, BYTES])?;
        let planes = ArrayView4::from_shape((samples, CHANNELS, SIDE, SIDE), bytes)
            .map_err(|error| Error::new(&place, error.to_string()).with_kind(ErrorKind::Format))?;
        x.assign(&planes.permuted_axes([0, 2, 3, 1]));

        let labels = pickle.root().get(self.labels)?.list()?;
        if labels.len() != samples {
            return Err(malformed(&place, format!("{samples} labels"), labels.len()));
        }
        let y = labels.map(|label| label.int()).collect::<Result<Vec<_>>>()?;
        classes(path, y, self.classes)
    }
}

/// How many bytes a file of so many images has at most: the images themselves, what they are called, their labels.
fn most(samples: usize) -> usize {
    samples * (BYTES + 128) + 4096
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::datasets::files::forge::{gzip, pickle, tar};
    use std::fs;
    use tempfile::TempDir;

    const DATA: Cifar = Cifar {
        archive: cache::File {
            path: "tiny-target_archive",
            origin: cache::Origin { url: "https://a.b/tiny.tar.gz", size: Some(0), hash: Some("") },
        },
        folder: "tiny",
        files: [&["a", "b"], &["c"]],
        labels: "labels",
        classes: 10,
    };

    /// A file of images of one colour each, with their labels.
    pub fn file(labels: &[(&str, &[u8])], colors: &[[u8; 3]]) -> Vec<u8> {
        let data = colors.iter().flatten().flat_map(|&byte| [byte; SIDE * SIDE]).collect::<Vec<_>>();
        let labels = labels.iter().map(|&(name, labels)| (name, pickle::list(labels)));
        let data = ("data", pickle::bytes(&[colors.len(), CHANNELS * SIDE * SIDE], &data));
        pickle::file(&pickle::dict(labels.chain([data])))
    }

    fn files() -> [(&'static str, Vec<u8>); 3] {
        [
            ("a", file(&[("labels", &[3, 9])], &[[1, 2, 3], [4, 5, 6]])),
            ("b", file(&[("labels", &[0, 1])], &[[7, 8, 9], [10, 11, 12]])),
            ("c", file(&[("labels", &[8])], &[[13, 14, 15]])),
        ]
    }

    fn unpack(home: &TempDir, folder: &str, files: &[(&str, Vec<u8>)]) {
        let folder = home.path().join("datasets").join(folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, file) in files {
            fs::write(folder.join(name), file).unwrap();
        }
    }

    fn keep_archive(home: &TempDir, name: &str, files: &[(&str, Vec<u8>)]) {
        fs::create_dir_all(home.path().join("datasets")).unwrap();
        fs::write(home.path().join("datasets").join(name), gzip(&tar("tiny/", files))).unwrap();
    }

    fn load(home: &TempDir) -> Result<(ColorImages, ColorImages)> {
        DATA.load(home.path(), [2, 1])
    }

    fn assert_images(home: &TempDir) {
        let (train, test) = load(home).unwrap();
        assert_eq!((train.x.dim(), test.x.dim()), ((4, 32, 32, 3), (1, 32, 32, 3)));
        assert_eq!((train.y.to_vec(), test.y.to_vec()), (vec![3, 9, 0, 1], vec![8]));
        let colors = [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12], [13, 14, 15]];
        for (image, color) in train.x.outer_iter().chain(test.x.outer_iter()).zip(colors) {
            assert!(image.lanes(Axis(2)).into_iter().all(|pixel| pixel.to_vec() == color));
        }
    }

    /// What is said of a file that should be that of the test images.
    fn error(test: Vec<u8>) -> String {
        let home = TempDir::new().unwrap();
        let [a, b, _] = files();
        unpack(&home, "tiny", &[a, b, ("c", test)]);
        let error = load(&home).unwrap_err();
        assert!(error.place().ends_with("c"), "{error}");
        error.to_string()
    }

    #[test]
    fn files_are_found_where_keras_3_or_keras_2_unpacked_them() {
        for folder in ["tiny-target/tiny", "tiny"] {
            let home = TempDir::new().unwrap();
            unpack(&home, folder, &files());
            assert_images(&home);
        }
    }

    #[test]
    fn an_archive_of_either_keras_is_read_without_unpacking_it() {
        for name in ["tiny-target_archive", "tiny.tar.gz"] {
            let home = TempDir::new().unwrap();
            keep_archive(&home, name, &files());
            assert_images(&home);
            assert_eq!(fs::read_dir(home.path().join("datasets")).unwrap().count(), 1);
        }
    }

    #[test]
    fn a_folder_that_lacks_a_file_gives_way_to_the_archive() {
        let home = TempDir::new().unwrap();
        unpack(&home, "tiny", &files()[..1]);
        keep_archive(&home, "tiny-target_archive", &files());
        assert_images(&home);
    }

    #[test]
    fn an_archive_that_lacks_a_file_is_an_error() {
        let home = TempDir::new().unwrap();
        keep_archive(&home, "tiny-target_archive", &files()[..1]);
        let error = load(&home).unwrap_err().to_string();
        assert!(
            error.contains("tiny-target_archive: expected a file `b` in the archive, found none"),
            "{error}"
        );
        assert!(error.contains("help: put the file of https://a.b/tiny.tar.gz in its place"), "{error}");
    }

    #[test]
    fn an_archive_cut_off_anywhere_is_an_error() {
        let home = TempDir::new().unwrap();
        keep_archive(&home, "tiny.tar.gz", &files());
        let path = home.path().join("datasets/tiny.tar.gz");
        let archive = fs::read(&path).unwrap();
        for length in (0..archive.len()).step_by(7) {
            fs::write(&path, &archive[..length]).unwrap();
            assert!(load(&home).is_err(), "{length} of {} bytes", archive.len());
        }
    }

    #[test]
    fn another_number_of_images_or_labels_is_an_error() {
        let message = error(file(&[("labels", &[1])], &[[0; 3]; 2]));
        assert!(
            message.contains("an array of bytes of (1, 3072), found an array of `u1` of the shape (2, 3072)"),
            "{message}"
        );
        let message = error(file(&[("labels", &[1, 2])], &[[0; 3]]));
        assert!(message.contains("expected 1 labels, found 2"), "{message}");
    }

    #[test]
    fn a_missing_entry_is_an_error_that_says_which_there_are() {
        let message = error(file(&[("fine_labels", &[1])], &[[0; 3]]));
        assert!(
            message.contains("expected an entry `labels`, found a dict of fine_labels, data"),
            "{message}"
        );
    }

    #[test]
    fn a_class_above_the_last_is_an_error() {
        let message = error(file(&[("labels", &[10])], &[[0; 3]]));
        assert!(message.contains("expected classes from 0 to 9, found 10"), "{message}");
    }
}
