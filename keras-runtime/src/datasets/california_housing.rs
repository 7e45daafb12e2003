//! California housing: 20,640 districts of the census of 1990, and the median value of a house in each, in dollars.
//!
//! [California housing](https://keras.io/api/datasets/california_housing/) is by R. K. Pace and R. Barry, "Sparse spatial
//! autoregressions" (1997). The eight features are `MedInc`, `HouseAge`, `AveRooms`, `AveBedrms`, `Population`, `AveOccup`,
//! `Latitude` and `Longitude`, in the order of Keras's file.

use super::housing::{Houses, Reading};
use crate::Result;
use crate::files::cache;

const FILE: cache::File = cache::File {
    path: "california_housing.npz",
    origin: cache::Origin {
        url: "https://storage.googleapis.com/tensorflow/tf-keras-datasets/california_housing.npz",
        size: None,
        hash: Some("1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"),
    },
};

/// How many districts are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// All 20,640.
    Large,
    /// The first 600.
    Small,
}

/// The districts for training and those for testing, as `keras.datasets.california_housing.load_data` gives them: shuffled by
/// `seed`, the last part, `test_split`, is for testing. In Keras these are 113 and 0.2 by default, and the version is
/// [`Large`](Version::Large).
///
/// ```no_run
/// use keras::datasets::california_housing::{self, Version};
///
/// let (train, test) = california_housing::load(Version::Large, 0.2, 113)?;
/// assert_eq!((train.x.dim(), test.y.dim()), ((16_512, 8), 4_128));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// Where `datasets/california_housing.npz` is not to be had, or is something else, see the [module](super) for where it is looked
/// for; where `test_split` is not from 0 to below 1.
pub fn load(version: Version, test_split: f64, seed: u32) -> Result<(Houses, Houses)> {
    let samples = 20_640;
    let taken = if version == Version::Small { 600 } else { samples };
    let reading = Reading { place: "california_housing", samples, features: 8, taken };
    FILE.load(&cache::home()?, |path| reading.read(path, test_split, seed))
}
