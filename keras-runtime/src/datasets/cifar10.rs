//! CIFAR-10: photographs of 32 by 32 pixels in ten classes, 50,000 to train on and 10,000 to test.
//!
//! [CIFAR-10](https://keras.io/api/datasets/cifar10/) is by A. Krizhevsky, V. Nair and G. Hinton: see
//! A. Krizhevsky, [Learning Multiple Layers of Features from Tiny
//! Images](https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf), 2009.

use super::ColorImages;
use super::cifar::Cifar;
use crate::Result;
use crate::files::cache;

/// What the classes show: the class `y` is named `CLASS_NAMES[y]`.
pub const CLASS_NAMES: [&str; 10] =
    ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

const CIFAR10: Cifar = Cifar {
    archive: cache::File {
        path: "cifar-10-batches-py-target_archive",
        origin: cache::Origin {
            url: "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
            size: Some(170_498_071),
            hash: Some("6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"),
        },
    },
    folder: "cifar-10-batches-py",
    files: [
        &["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"],
        &["test_batch"],
    ],
    labels: "labels",
    classes: 10,
};

/// The photographs for training and those for testing, as `keras.datasets.cifar10.load_data` gives them.
///
/// `x` has the shape `(samples, 32, 32, 3)`, bytes of red, green and blue; `y` has the shape `(samples,)` (in
/// Keras `(samples, 1)`), classes from 0 to 9, which [`CLASS_NAMES`] names.
///
/// ```no_run
/// use keras::datasets::cifar10;
///
/// let (train, test) = cifar10::load()?;
/// let (train, test) = (train.normalized(), test.normalized());
/// assert_eq!(train.x.dim(), (50_000, 32, 32, 3));
/// println!("{}", cifar10::CLASS_NAMES[usize::from(test.y[0])]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// Where neither the archive nor what Keras unpacks of it is to be had below `datasets`, or is not CIFAR-10; see
/// the [module](super) for where it is looked for.
pub fn load() -> Result<(ColorImages, ColorImages)> {
    CIFAR10.load(&cache::home()?, [10_000, 10_000])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::cifar::tests::file;

    #[test]
    fn five_batches_are_for_training_and_one_for_testing() {
        let home = tempfile::TempDir::new().unwrap();
        let folder = home.path().join("datasets/cifar-10-batches-py-target/cifar-10-batches-py");
        std::fs::create_dir_all(&folder).unwrap();
        for (name, label) in [("data_batch_1", 1), ("data_batch_2", 2), ("data_batch_3", 3)]
            .into_iter()
            .chain([("data_batch_4", 4), ("data_batch_5", 5), ("test_batch", 6)])
        {
            std::fs::write(folder.join(name), file(&[("labels", &[label])], &[[label; 3]])).unwrap();
        }
        let (train, test) = CIFAR10.load(home.path(), [1, 1]).unwrap();
        assert_eq!((train.y.to_vec(), test.y.to_vec()), (vec![1, 2, 3, 4, 5], vec![6]));
        assert_eq!((train.x[[4, 31, 31, 2]], test.x[[0, 0, 0, 0]]), (5, 6));
    }
}
