//! MNIST: handwritten digits of 28 by 28 pixels, 60,000 to train on and 10,000 to test.
//!
//! Y. LeCun and C. Cortes hold the copyright of
//! [MNIST](https://keras.io/api/datasets/mnist/), a derivative work of NIST's data, available under
//! [CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/).

use super::Images;
use super::files::{classes, npz::Npz};
use crate::Result;
use crate::files::cache;
use ndarray::{Ix1, Ix3};
use std::path::Path;

const FILE: cache::File = cache::File {
    path: "mnist.npz",
    origin: cache::Origin {
        url: "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
        size: Some(11_490_434),
        hash: Some("731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"),
    },
};

/// The digits for training and those for testing, as `keras.datasets.mnist.load_data` gives them.
///
/// `x` has the shape `(samples, 28, 28)`, bytes from 0 (paper) to 255 (ink); `y` has the shape `(samples,)`,
/// classes from 0 to 9.
///
/// ```no_run
/// use keras::datasets;
///
/// let (train, test) = datasets::mnist::load()?;
/// assert_eq!(train.x.dim(), (60_000, 28, 28));
///
/// let (train, test) = (train.normalized().flattened(), test.normalized().flattened());
/// assert_eq!(test.x.dim(), (10_000, 784));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// A convolution wants an axis of channels: `train.normalized().x.insert_axis(Axis(3))`.
///
/// # Errors
///
/// Where `datasets/mnist.npz` is not to be had, or is not MNIST; see the [module](super) for where it is
/// looked for.
pub fn load() -> Result<(Images, Images)> {
    FILE.load(&cache::home()?, |path| read(path, [60_000, 10_000]))
}

fn read(path: &Path, [train, test]: [usize; 2]) -> Result<(Images, Images)> {
    let npz = Npz::open(path)?;
    let images = |samples, x, y| -> Result<Images> {
        let x = npz.array(x, Ix3(samples, 28, 28))?;
        let y = classes(path, npz.array(y, Ix1(samples))?, 10)?;
        Ok(Images { x, y })
    };
    Ok((images(train, "x_train", "y_train")?, images(test, "x_test", "y_test")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::files::forge::{npy, npz};
    use tempfile::TempDir;

    fn file(y_test: &[u8]) -> (TempDir, std::path::PathBuf) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("mnist.npz");
        let bytes = npz(&[
            ("x_test.npy", npy("|u1", false, "(1, 28, 28)", &[7; 784])),
            ("x_train.npy", npy("|u1", false, "(2, 28, 28)", &[vec![1; 784], vec![2; 784]].concat())),
            ("y_test.npy", npy("|u1", false, "(1,)", y_test)),
            ("y_train.npy", npy("|u1", false, "(2,)", &[3, 4])),
        ]);
        std::fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    #[test]
    fn images_and_labels_come_from_their_arrays() {
        let (_folder, path) = file(&[9]);
        let (train, test) = read(&path, [2, 1]).unwrap();
        assert_eq!((train.x.dim(), test.x.dim()), ((2, 28, 28), (1, 28, 28)));
        assert_eq!((train.x[[0, 27, 27]], train.x[[1, 0, 0]], test.x[[0, 0, 0]]), (1, 2, 7));
        assert_eq!((train.y.to_vec(), test.y.to_vec()), (vec![3, 4], vec![9]));
    }

    #[test]
    fn a_file_of_another_size_is_an_error() {
        let (_folder, path) = file(&[9]);
        let error = read(&path, [60_000, 10_000]).unwrap_err().to_string();
        assert!(error.contains("mnist.npz, x_train: expected an array of (60000, 28, 28)"), "{error}");
        assert!(error.ends_with("found (2, 28, 28)"), "{error}");
    }

    #[test]
    fn a_class_above_9_is_an_error() {
        let (_folder, path) = file(&[10]);
        let error = read(&path, [2, 1]).unwrap_err().to_string();
        assert!(error.ends_with("mnist.npz: expected classes from 0 to 9, found 10"), "{error}");
    }
}
