//! Houses and what they cost: an archive of numbers, of which a part is for testing.

use std::path::Path;

use ndarray::{Array1, Array2, Axis, Ix1, Ix2};

use super::Dataset;
use super::files::npz::Npz;
use crate::random::RandomState;
use crate::{Error, Result};

/// Districts or towns, shape `(samples, features)`, and what a house costs there, shape `(samples,)`.
pub type Houses = Dataset<Array2<f32>, Array1<f32>>;

/// What is read of an archive, in which there are so many `samples` of so many `features`.
pub(super) struct Reading {
    pub place: &'static str,
    pub samples: usize,
    pub features: usize,
    /// How many of the first samples are taken.
    pub taken: usize,
}

impl Reading {
    /// The samples for training and those for testing, shuffled as NumPy does with a seed.
    pub fn read(&self, path: &Path, test_split: f64, seed: u32) -> Result<(Houses, Houses)> {
        let Self { place, samples, features, taken } = *self;
        if !(0.0..1.0).contains(&test_split) {
            let expected = "a number from 0 to below 1";
            return Err(Error::expected(format!("`{place}::load`, `test_split`"), expected, test_split));
        }
        let npz = Npz::open(path)?;
        let (x, y) = (npz.floats("x", Ix2(samples, features))?, npz.floats("y", Ix1(samples))?);
        let mut order: Vec<usize> = (0..taken).collect();
        RandomState::new(seed).shuffle(&mut order);
        let (train, test) = order.split_at((taken as f64 * (1.0 - test_split)) as usize);
        let part = |of: &[usize]| Dataset { x: x.select(Axis(0), of), y: y.select(Axis(0), of) };
        Ok((part(train), part(test)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::files::forge::{npy, npz};
    use tempfile::TempDir;

    fn read_with(taken: usize, test_split: f64, seed: u32) -> Result<(Houses, Houses)> {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("houses.npz");
        let x: Vec<u8> = (0..14_u8).flat_map(|i| f64::from(i).to_le_bytes()).collect();
        let y: Vec<u8> = (0..7_u8).flat_map(|i| (f32::from(i) * 10.0).to_le_bytes()).collect();
        let files = [("x.npy", npy("<f8", false, "(7, 2)", &x)), ("y.npy", npy("<f4", false, "(7,)", &y))];
        std::fs::write(&path, npz(&files)).unwrap();
        Reading { place: "houses", samples: 7, features: 2, taken }.read(&path, test_split, seed)
    }

    // What is expected is what Keras 3.15 makes of the same arrays.

    #[test]
    fn the_last_part_of_the_shuffled_samples_is_for_testing_as_in_keras() {
        let (train, test) = read_with(7, 0.2, 113).unwrap();
        assert_eq!(train.y.to_vec(), [10.0, 30.0, 0.0, 60.0, 20.0]);
        assert_eq!(test.y.to_vec(), [40.0, 50.0]);
        assert!(train.x.outer_iter().zip(&train.y).all(|(x, y)| x.to_vec() == [y / 5.0, y / 5.0 + 1.0]));
        let (train, test) = read_with(5, 0.5, 1).unwrap();
        assert_eq!((train.y.to_vec(), test.y.to_vec()), (vec![20.0, 10.0], vec![40.0, 0.0, 30.0]));
    }

    #[test]
    fn a_part_that_is_none_is_an_error() {
        for test_split in [-0.1, 1.0, f64::NAN] {
            let error = read_with(7, test_split, 113).unwrap_err().to_string();
            assert!(
                error.contains("`houses::load`, `test_split`: expected a number from 0 to below 1, found"),
                "{error}"
            );
        }
    }
}
