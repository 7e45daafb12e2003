//! Boston housing: 506 towns around Boston in the seventies, 13 features of each, and what a house costs, in thousands of dollars.
//!
//! One of the features is made of the share of black people in a town, on the assumption that it lowers prices: for anything but
//! comparison with older results take [`california_housing`](super::california_housing).
//! [Boston housing](https://keras.io/api/datasets/boston_housing/) is by D. Harrison and D. L. Rubinfeld (1978).

use super::housing::{Houses, Reading};
use crate::Result;
use crate::files::cache;

const FILE: cache::File = cache::File {
    path: "boston_housing.npz",
    origin: cache::Origin {
        url: "https://storage.googleapis.com/tensorflow/tf-keras-datasets/boston_housing.npz",
        size: None,
        hash: Some("f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"),
    },
};

/// The towns for training and those for testing, as `keras.datasets.boston_housing.load_data` gives them: shuffled by `seed`, the
/// last part, `test_split`, is for testing. In Keras these are 113 and 0.2 by default.
///
/// ```no_run
/// use keras::datasets::boston_housing;
///
/// let (train, test) = boston_housing::load(0.2, 113)?;
/// assert_eq!((train.x.dim(), test.y.dim()), ((404, 13), 102));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// Where `datasets/boston_housing.npz` is not to be had, or is something else, see the [module](super) for where it is looked for;
/// where `test_split` is not from 0 to below 1.
pub fn load(test_split: f64, seed: u32) -> Result<(Houses, Houses)> {
    let reading = Reading { place: "boston_housing", samples: 506, features: 13, taken: 506 };
    FILE.load(&cache::home()?, |path| reading.read(path, test_split, seed))
}
