//! Reuters newswires of 1987, of 46 topics: 8,982 to train on and 2,246 to test.
//!
//! [Reuters-21578](https://keras.io/api/datasets/reuters/) is by D. D. Lewis and others.

use std::path::Path;

use super::files::{classes, npz::Npz};
use super::words::{Texts, Words, dataset};
use crate::files::cache;
use crate::random::RandomState;
use crate::{Error, Result};

const FILE: cache::File = cache::File {
    path: "reuters.npz",
    origin: cache::Origin {
        url: "https://storage.googleapis.com/tensorflow/tf-keras-datasets/reuters.npz",
        size: Some(2_110_848),
        hash: Some("d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"),
    },
};

/// The words of all texts are fewer: 1.6 million.
const WORDS: usize = 2_000_000;

/// The news for training and those for testing, as `keras.datasets.reuters.load_data` gives them: the last part of
/// all of them, `test_split`, Keras's default for which is 0.2, is for testing.
///
/// `x` has the numbers of each text's words: 1 is its start, 2 a word that is not kept, 4 the most frequent word.
/// `y` is its topic, from 0 to 45.
///
/// ```no_run
/// use keras::datasets::{Words, reuters};
///
/// let (train, test) = reuters::load(&Words::default().num_words(10_000), 0.2)?;
/// assert_eq!((train.y.len(), test.y.len()), (8_982, 2_246));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// Where `datasets/reuters.npz` is not to be had, or is not Reuters-21578, see the [module](super) for where it is
/// looked for; where all texts are too long, or `test_split` is not from 0 to 1.
pub fn load(words: &Words, test_split: f64) -> Result<(Texts, Texts)> {
    FILE.load(&cache::home()?, |path| read(path, words, test_split, 11_228))
}

fn read(path: &Path, words: &Words, test_split: f64, samples: usize) -> Result<(Texts, Texts)> {
    if !(0.0..=1.0).contains(&test_split) {
        return Err(Error::expected("`reuters::load`, `test_split`", "a number from 0 to 1", test_split));
    }
    let npz = Npz::open(path)?;
    let y = classes(path, npz.integers("y", samples)?, 46)?;
    let texts = npz.lists("x", samples, WORDS)?.into_iter().zip(y).collect();
    let mut texts = [words.number(texts, &mut RandomState::new(words.seed))];
    words.keep(&mut texts);
    let [mut train] = texts;
    if train.is_empty() {
        return Err(Error::new(path.display().to_string(), "every text is too long for `maxlen`"));
    }
    let test = train.split_off((train.len() as f64 * (1.0 - test_split)) as usize);
    Ok((dataset(train), dataset(test)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::files::forge::{npy_of_integers, npy_of_lists, npz};
    use tempfile::TempDir;

    fn read_with(words: &Words, test_split: f64) -> Result<(Texts, Texts)> {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("reuters.npz");
        let texts: [&[u8]; 5] = [&[1], &[8, 11, 14, 17], &[15, 18], &[2, 5, 8, 11, 14], &[9, 12, 15]];
        let classes = npy_of_integers(&[0, 45, 3, 4, 19]);
        std::fs::write(&path, npz(&[("x.npy", npy_of_lists(&texts)), ("y.npy", classes)])).unwrap();
        read(&path, words, test_split, 5)
    }

    // What is expected is what `keras.datasets.reuters.load_data` of Keras 3.15 makes of the same arrays.

    #[test]
    fn the_last_fifth_is_for_testing_as_in_keras() {
        let (train, test) = read_with(&Words::default(), 0.2).unwrap();
        let x: [&[u32]; 4] = [&[1, 11, 14, 17, 20], &[1, 4], &[1, 5, 8, 11, 14, 17], &[1, 18, 2]];
        assert_eq!((train.x, train.y.to_vec()), (x.map(<[_]>::to_vec).into(), vec![45, 0, 4, 3]));
        assert_eq!((test.x, test.y.to_vec()), (vec![vec![1, 12, 15, 18]], vec![19]));
    }

    #[test]
    fn rare_words_are_dropped_as_by_keras() {
        let (train, test) = read_with(&Words::default().num_words(12), 0.5).unwrap();
        assert_eq!(train.x, [vec![1, 11, 2, 2, 2], vec![1, 4]]);
        assert_eq!(test.x, [vec![1, 5, 8, 11, 2, 2], vec![1, 2, 2], vec![1, 2, 2, 2]]);
    }

    #[test]
    fn a_part_that_is_none_is_an_error() {
        for test_split in [-0.1, 1.1, f64::NAN] {
            let error = read_with(&Words::default(), test_split).unwrap_err().to_string();
            assert!(error.contains("`test_split`: expected a number from 0 to 1, found"), "{error}");
        }
    }
}
