//! Fashion-MNIST: pictures of clothes of 28 by 28 pixels, 60,000 to train on and 10,000 to test.
//!
//! [Fashion-MNIST](https://keras.io/api/datasets/fashion_mnist/) is by H. Xiao, K. Rasul and R. Vollgraf,
//! [arXiv:1708.07747](https://arxiv.org/abs/1708.07747). Zalando SE holds the copyright; the licence is MIT.

use super::Images;
use super::files::{classes, idx};
use crate::Result;
use crate::files::cache;
use ndarray::{Ix1, Ix3};
use std::path::Path;

/// What the classes show: the class `y` is named `CLASS_NAMES[y]`.
pub const CLASS_NAMES: [&str; 10] = [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
];

const TRAIN_X: cache::File = cache::File {
    path: "fashion-mnist/train-images-idx3-ubyte.gz",
    origin: cache::Origin {
        url: "https://storage.googleapis.com/tensorflow/tf-keras-datasets/train-images-idx3-ubyte.gz",
        size: Some(26_421_880),
        hash: Some("3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
    },
};
const TRAIN_Y: cache::File = cache::File {
    path: "fashion-mnist/train-labels-idx1-ubyte.gz",
    origin: cache::Origin {
        url: "https://storage.googleapis.com/tensorflow/tf-keras-datasets/train-labels-idx1-ubyte.gz",
        size: Some(29_515),
        hash: Some("a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
    },
};
const TEST_X: cache::File = cache::File {
    path: "fashion-mnist/t10k-images-idx3-ubyte.gz",
    origin: cache::Origin {
        url: "https://storage.googleapis.com/tensorflow/tf-keras-datasets/t10k-images-idx3-ubyte.gz",
        size: Some(4_422_102),
        hash: Some("346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
    },
};
const TEST_Y: cache::File = cache::File {
    path: "fashion-mnist/t10k-labels-idx1-ubyte.gz",
    origin: cache::Origin {
        url: "https://storage.googleapis.com/tensorflow/tf-keras-datasets/t10k-labels-idx1-ubyte.gz",
        size: Some(5_148),
        hash: Some("67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    },
};

/// The pictures for training and those for testing, as `keras.datasets.fashion_mnist.load_data` gives them.
///
/// `x` has the shape `(samples, 28, 28)`, bytes from 0 (background) to 255; `y` has the shape `(samples,)`,
/// classes from 0 to 9, which [`CLASS_NAMES`] names.
///
/// ```no_run
/// use keras::datasets::fashion_mnist;
///
/// let (train, _) = fashion_mnist::load()?;
/// println!("{}", fashion_mnist::CLASS_NAMES[train.y[0] as usize]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// Where the four files of `datasets/fashion-mnist` are not to be had, or are not Fashion-MNIST; see the
/// [module](super) for where they are looked for.
pub fn load() -> Result<(Images, Images)> {
    load_from(&cache::home()?, [60_000, 10_000])
}

fn load_from(home: &Path, [train, test]: [usize; 2]) -> Result<(Images, Images)> {
    let images = |samples, x: cache::File, y: cache::File| -> Result<Images> {
        let x = x.load(home, |path| idx::array(path, Ix3(samples, 28, 28)))?;
        let y = y.load(home, |path| classes(path, idx::array(path, Ix1(samples))?, 10))?;
        Ok(Images { x, y })
    };
    Ok((images(train, TRAIN_X, TRAIN_Y)?, images(test, TEST_X, TEST_Y)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::files::forge::idx;
    use tempfile::TempDir;

    fn home(y_test: &[u8]) -> TempDir {
        let home = TempDir::new().unwrap();
        let folder = home.path().join("datasets").join("fashion-mnist");
        std::fs::create_dir_all(&folder).unwrap();
        for (name, shape, data) in [
            ("train-images-idx3-ubyte.gz", &[2, 28, 28][..], &[vec![1; 784], vec![2; 784]].concat()[..]),
            ("train-labels-idx1-ubyte.gz", &[2], &[3, 4]),
            ("t10k-images-idx3-ubyte.gz", &[1, 28, 28], &[7; 784]),
            ("t10k-labels-idx1-ubyte.gz", &[1], y_test),
        ] {
            std::fs::write(folder.join(name), idx(shape, data)).unwrap();
        }
        home
    }

    #[test]
    fn images_and_labels_come_from_their_files() {
        let home = home(&[9]);
        let (train, test) = load_from(home.path(), [2, 1]).unwrap();
        assert_eq!((train.x.dim(), test.x.dim()), ((2, 28, 28), (1, 28, 28)));
        assert_eq!((train.x[[0, 27, 27]], train.x[[1, 0, 0]], test.x[[0, 0, 0]]), (1, 2, 7));
        assert_eq!((train.y.to_vec(), test.y.to_vec()), (vec![3, 4], vec![9]));
    }

    #[test]
    fn a_class_above_9_is_an_error() {
        let home = home(&[10]);
        let error = load_from(home.path(), [2, 1]).unwrap_err().to_string();
        assert!(
            error.contains("t10k-labels-idx1-ubyte.gz: expected classes from 0 to 9, found 10"),
            "{error}"
        );
    }
}
