//! The digits dataset: handwritten digits of 8 by 8 pixels, embedded in the library.
//!
//! The 1,797 scanned digits that scikit-learn ships: the test set of E. Alpaydin and C. Kaynak,
//! [Optical Recognition of Handwritten Digits](https://doi.org/10.24432/C50P49), UCI Machine Learning
//! Repository, 1998, licensed under [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). A pixel counts
//! the ink in a block of 4 by 4 of a 32 by 32 scan; here the samples are shuffled and pixels divided by 16.

use super::Dataset;
use ndarray::{Array1, Array2};

const PIXELS: usize = 8 * 8;
const TRAIN: usize = 1437;
const BRIGHTEST: f32 = 16.0;

/// Records of [`PIXELS`] pixels and a class, training set first, in an order that `digits.py` chose.
static RECORDS: &[[u8; PIXELS + 1]] = include_bytes!("digits.bin").as_chunks().0;

/// Digits as [`load`] gives them.
pub type Digits = Dataset<Array2<f32>, Array1<u8>>;

/// The digits for training and those for testing, 1,437 and 360.
///
/// `x` has the shape `(samples, 64)`, pixels from 0 (paper) to 1 (ink), row by row; `y` has the shape
/// `(samples,)`, classes from 0 to 9. The split never changes. It mixes the thirteen writers over
/// both parts, and each digit is tested 36 times.
///
/// ```
/// use keras::datasets;
///
/// let (train, test) = datasets::digits::load();
/// assert_eq!(train.x.dim(), (1437, 64));
/// assert_eq!(test.y.dim(), 360);
///
/// let image = train.x.row(0).into_shape_with_order((8, 8)).unwrap();
/// for line in image.rows() {
///     println!("{}", line.iter().map(|&ink| if ink > 0.5 { '#' } else { ' ' }).collect::<String>());
/// }
/// assert_eq!(train.y[0], 5);
/// ```
pub fn load() -> (Digits, Digits) {
    let (train, test) = RECORDS.split_at(TRAIN);
    (dataset(train), dataset(test))
}

fn dataset(records: &[[u8; PIXELS + 1]]) -> Digits {
    Dataset {
        x: Array2::from_shape_fn((records.len(), PIXELS), |(sample, pixel)| {
            f32::from(records[sample][pixel]) / BRIGHTEST
        }),
        y: records.iter().map(|record| record[PIXELS]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn there_are_1437_digits_to_train_on_and_360_to_test() {
        let (train, test) = load();
        assert_eq!((train.x.dim(), train.y.dim()), ((1437, 64), 1437));
        assert_eq!((test.x.dim(), test.y.dim()), ((360, 64), 360));
        assert_eq!((train.len(), test.len()), (1437, 360));
    }

    #[test]
    fn the_file_is_whole() {
        assert_eq!(size_of_val(RECORDS), include_bytes!("digits.bin").len());
    }

    #[test]
    fn pixels_span_0_to_1() {
        let (train, test) = load();
        for x in [&train.x, &test.x] {
            assert!(x.iter().all(|pixel| (0.0..=1.0).contains(pixel)));
            assert!(x.iter().any(|&pixel| pixel == 1.0));
        }
    }

    #[test]
    fn the_digits_are_those_of_scikit_learn() {
        let (train, test) = load();
        // `load_digits().data.sum()` and `bincount(target)` of scikit-learn 1.9.1; sixteenths add up exactly.
        assert_eq!((train.x.sum() + test.x.sum()) * BRIGHTEST, 561_718.0);
        let mut counts = [0; 10];
        train.y.iter().chain(&test.y).for_each(|&class| counts[usize::from(class)] += 1);
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    }

    #[test]
    fn each_digit_is_tested_36_times() {
        let (_, test) = load();
        for class in 0..10 {
            assert_eq!(test.y.iter().filter(|&&y| y == class).count(), 36, "{class}");
        }
    }

    #[test]
    fn no_digit_of_the_test_set_was_trained_on() {
        let (train, test) = RECORDS.split_at(TRAIN);
        let train: HashSet<_> = train.iter().collect();
        assert!(test.iter().all(|record| !train.contains(record)));
    }

    #[test]
    fn the_classes_come_mixed() {
        let (train, _) = load();
        for tenth in train.y.as_slice().unwrap().chunks_exact(TRAIN / 10) {
            assert_eq!(tenth.iter().collect::<HashSet<_>>().len(), 10);
        }
    }
}
