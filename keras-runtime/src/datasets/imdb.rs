//! IMDB: reviews of films, good and bad, 25,000 to train on and 25,000 to test.
//!
//! [IMDB](https://keras.io/api/datasets/imdb/) is by A. L. Maas and others: [Learning Word Vectors for Sentiment
//! Analysis](https://aclanthology.org/P11-1015/), 2011.

use std::path::Path;

use super::files::{classes, npz::Npz};
use super::words::{Texts, Words, dataset};
use crate::files::cache;
use crate::random::RandomState;
use crate::{Error, Result};

const FILE: cache::File = cache::File {
    path: "imdb.npz",
    origin: cache::Origin {
        url: "https://storage.googleapis.com/tensorflow/tf-keras-datasets/imdb.npz",
        size: Some(17_464_789),
        hash: Some("69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"),
    },
};

/// The words of one part are fewer: 5.9 million.
const WORDS: usize = 7_000_000;

/// The reviews for training and those for testing, as `keras.datasets.imdb.load_data` gives them.
///
/// `x` has the numbers of each review's words: 1 is its start, 2 a word that is not kept, 4 the most frequent word.
/// `y` is 1 for a review that likes the film, and 0 for one that does not.
///
/// ```no_run
/// use keras::datasets::{Words, imdb};
/// use keras::utils::pad_sequences;
///
/// let (train, test) = imdb::load(&Words::default().num_words(20_000))?;
/// let x = pad_sequences(&train.x).maxlen(80).to_array()?;
/// assert_eq!(x.dim(), (25_000, 80));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// Where `datasets/imdb.npz` is not to be had, or is not IMDB, see the [module](super) for where it is looked for;
/// where all reviews are too long.
pub fn load(words: &Words) -> Result<(Texts, Texts)> {
    FILE.load(&cache::home()?, |path| read(path, words, [25_000, 25_000]))
}

fn read(path: &Path, words: &Words, [train, test]: [usize; 2]) -> Result<(Texts, Texts)> {
    let npz = Npz::open(path)?;
    let mut order = RandomState::new(words.seed);
    let mut part = |samples, x, y| -> Result<Vec<_>> {
        let y = classes(path, npz.integers(y, samples)?, 2)?;
        let texts = npz.lists(x, samples, WORDS)?.into_iter().zip(y).collect();
        let texts = words.number(texts, &mut order);
        if texts.is_empty() {
            let message = "every review is too long for `maxlen`";
            return Err(Error::new(path.display().to_string(), message));
        }
        Ok(texts)
    };
    let mut parts = [part(train, "x_train", "y_train")?, part(test, "x_test", "y_test")?];
    words.keep(&mut parts);
    let [train, test] = parts.map(dataset);
    Ok((train, test))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::files::forge::{npy_of_integers, npy_of_lists, npz};
    use tempfile::TempDir;

    const TRAIN: [&[u8]; 4] = [&[1], &[8, 11, 14, 17], &[15, 18], &[2, 5, 8, 11, 14]];
    const TEST: [&[u8]; 3] = [&[6], &[13, 16, 19, 2], &[20, 3]];

    fn read_with(words: &Words, classes: &[i64; 3]) -> Result<(Texts, Texts)> {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("imdb.npz");
        let bytes = npz(&[
            ("x_train.npy", npy_of_lists(&TRAIN)),
            ("y_train.npy", npy_of_integers(&[0, 1, 1, 0])),
            ("x_test.npy", npy_of_lists(&TEST)),
            ("y_test.npy", npy_of_integers(classes)),
        ]);
        std::fs::write(&path, bytes).unwrap();
        read(&path, words, [4, 3])
    }

    /// The words and classes for training, and those for testing.
    fn texts(words: &Words) -> [(Vec<Vec<u32>>, Vec<u8>); 2] {
        let (train, test) = read_with(words, &[1, 0, 1]).unwrap();
        [train, test].map(|texts| (texts.x, texts.y.to_vec()))
    }

    // What is expected is what `keras.datasets.imdb.load_data` of Keras 3.15 makes of the same arrays.

    #[test]
    fn all_words_come_as_from_keras() {
        let x: [&[u32]; 4] = [&[1, 5, 8, 11, 14, 17], &[1, 18, 21], &[1, 4], &[1, 11, 14, 17, 20]];
        let x_test: [&[u32]; 3] = [&[1, 16, 19, 22, 5], &[1, 9], &[1, 2, 6]];
        let [train, test] = texts(&Words::default());
        assert_eq!((train.0, train.1), (x.map(<[_]>::to_vec).into(), vec![0, 1, 0, 1]));
        assert_eq!((test.0, test.1), (x_test.map(<[_]>::to_vec).into(), vec![0, 1, 1]));
    }

    #[test]
    fn words_and_texts_are_dropped_as_by_keras() {
        let [train, test] = texts(&Words::default().num_words(15).skip_top(5).maxlen(5).seed(7));
        assert_eq!(train, (vec![vec![2, 2, 2], vec![2, 2]], vec![1, 0]));
        assert_eq!(test, (vec![vec![2, 9], vec![2, 2, 6]], vec![1, 1]));
        let [train, test] =
            texts(&Words::default().num_words(15).start_char(None).oov_char(None).index_from(0));
        assert_eq!(train, (vec![vec![2, 5, 8, 11, 14], vec![], vec![1], vec![8, 11, 14]], vec![0, 1, 0, 1]));
        assert_eq!(test, (vec![vec![13, 2], vec![6], vec![3]], vec![0, 1, 1]));
    }

    #[test]
    fn no_text_that_is_short_enough_is_an_error() {
        let error = read_with(&Words::default().maxlen(1), &[0; 3]).unwrap_err().to_string();
        assert!(error.ends_with("imdb.npz: every review is too long for `maxlen`"), "{error}");
    }

    #[test]
    fn a_class_that_is_neither_good_nor_bad_is_an_error() {
        let error = read_with(&Words::default(), &[0, 256, 1]).unwrap_err().to_string();
        assert!(error.ends_with("imdb.npz: expected classes from 0 to 1, found 256"), "{error}");
    }
}
