//! Text datasets: texts as the indices of their words.

use ndarray::Array1;

use super::Dataset;
use crate::random::RandomState;

/// Text dataset: texts, each the indices of its words, and their classes, shape `(samples,)`.
///
/// [`pad_sequences`](crate::utils::pad_sequences) makes an array of them.
pub type Texts = Dataset<Vec<Vec<u32>>, Array1<u8>>;

/// Options of a text dataset: which words of the texts of [`imdb`](super::imdb) and [`reuters`](super::reuters) are
/// kept, and how they are numbered: the arguments of
/// [`keras.datasets.imdb.load_data`](https://keras.io/api/datasets/imdb/#loaddata-function), with its defaults.
///
/// ```
/// use keras::datasets::Words;
///
/// let words = Words::default().num_words(20_000).maxlen(200);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Words {
    num_words: Option<u32>,
    skip_top: u32,
    maxlen: Option<usize>,
    pub(super) seed: u32,
    start_char: Option<u32>,
    oov_char: Option<u32>,
    index_from: u32,
}

impl Default for Words {
    fn default() -> Self {
        Words {
            num_words: None,
            skip_top: 0,
            maxlen: None,
            seed: 113,
            start_char: Some(1),
            oov_char: Some(2),
            index_from: 3,
        }
    }
}

impl Words {
    /// Keeps the words whose number, [`index_from`](Self::index_from) included, is below this, which are the most
    /// frequent ones; by default those below the greatest that occurs.
    pub fn num_words(mut self, num_words: u32) -> Self {
        self.num_words = Some(num_words);
        self
    }

    /// Drops the words whose number is below this, which are the most frequent ones; default 0.
    pub fn skip_top(mut self, skip_top: u32) -> Self {
        self.skip_top = skip_top;
        self
    }

    /// Keeps the texts that are shorter than this, the mark of their start included; by default all of them.
    pub fn maxlen(mut self, maxlen: usize) -> Self {
        self.maxlen = Some(maxlen);
        self
    }

    /// Seed of the order of the texts, which is Keras's; default 113.
    pub fn seed(mut self, seed: u32) -> Self {
        self.seed = seed;
        self
    }

    /// The number that marks the start of a text; default `Some(1)`.
    pub fn start_char(mut self, start_char: Option<u32>) -> Self {
        self.start_char = start_char;
        self
    }

    /// The number that stands for a word that is not kept; default `Some(2)`. With `None` such a word is left out.
    pub fn oov_char(mut self, oov_char: Option<u32>) -> Self {
        self.oov_char = oov_char;
        self
    }

    /// What is added to the number of a word, by frequency from 1; default 3.
    pub fn index_from(mut self, index_from: u32) -> Self {
        self.index_from = index_from;
        self
    }

    /// Puts texts into their order, numbers their words and drops those that are too long.
    pub(super) fn number(&self, texts: Vec<(Vec<i32>, u8)>, order: &mut RandomState) -> Vec<(Vec<u32>, u8)> {
        let mut texts = texts;
        order.shuffle(&mut texts);
        let numbered = |words: Vec<i32>| -> Vec<u32> {
            let words = words.into_iter().map(|word| (word.max(0) as u32).saturating_add(self.index_from));
            self.start_char.into_iter().chain(words).collect()
        };
        let texts = texts.into_iter().map(|(words, class)| (numbered(words), class));
        texts.filter(|(words, _)| self.maxlen.is_none_or(|maxlen| words.len() < maxlen)).collect()
    }

    /// Keeps the words that shall be kept, of all parts of a data set together.
    pub(super) fn keep(&self, parts: &mut [Vec<(Vec<u32>, u8)>]) {
        let texts = || parts.iter().flatten().map(|(words, _)| words);
        let end = self.num_words.unwrap_or_else(|| texts().flatten().copied().max().unwrap_or(0));
        for (words, _) in parts.iter_mut().flatten() {
            let is_kept = |word: &u32| (self.skip_top..end).contains(word);
            match self.oov_char {
                Some(oov) => words.iter_mut().filter(|word| !is_kept(word)).for_each(|word| *word = oov),
                None => words.retain(is_kept),
            }
        }
    }
}

/// Texts with their classes, side by side.
pub(super) fn dataset(texts: Vec<(Vec<u32>, u8)>) -> Texts {
    let (x, y): (_, Vec<u8>) = texts.into_iter().unzip();
    Dataset { x, y: y.into() }
}
