//! Tokenization (`TextVectorization`): texts as indices of words or characters.

use std::collections::HashMap;

use super::vocabulary::{SPECIAL, Vocabulary};
use crate::{Error, Result};

/// Standardization: how texts are made to be alike.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Standardize {
    /// They stay as they are.
    None,
    /// The letters A to Z become small.
    Lower,
    /// The punctuation marks of ASCII are left out.
    StripPunctuation,
    /// Both.
    #[default]
    LowerAndStripPunctuation,
}

/// Tokenization: what the tokens of a text are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Split {
    /// Words, between white space.
    #[default]
    Whitespace,
    /// Characters.
    Character,
}

/// Text vectorization, how texts become numbers: the arguments of
/// [`TextVectorization`](https://keras.io/api/layers/preprocessing_layers/text/text_vectorization/) with
/// `output_mode="int"`, and with Keras's defaults.
///
/// [`adapt`](Self::adapt) learns the tokens of texts; the [`Vocabulary`] that it gives turns texts into numbers, and
/// numbers into texts. A model takes them by a layer `Embedding(20_000, 128, mask_zero = true, input = _)`: there
/// `20_000` is what [`max_tokens`](Self::max_tokens) was given, and padding, number 0, does not count.
///
/// ```
/// use keras::utils::TextVectorization;
/// use keras::ndarray::array;
///
/// let texts = ["foo bar", "bar baz", "baz bada boom"];
/// let vocabulary = TextVectorization::default().output_sequence_length(4).adapt(texts);
/// assert_eq!(vocabulary.tokens(), ["", "[UNK]", "baz", "bar", "foo", "boom", "bada"]);
/// assert_eq!(vocabulary.vectorize(&["Foo qux, bar!", "qux baz"])?, array![[4, 1, 3, 0], [1, 2, 0, 0]]);
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct TextVectorization {
    max_tokens: Option<usize>,
    standardize: Standardize,
    pub(super) split: Split,
    ngrams: Option<usize>,
    pub(super) output_sequence_length: Option<usize>,
}

impl TextVectorization {
    /// How many tokens a vocabulary that is [learnt](Self::adapt) has at most, padding and unknown tokens included;
    /// by default any number.
    pub fn max_tokens(mut self, max_tokens: usize) -> Self {
        self.max_tokens = Some(max_tokens);
        self
    }

    /// Standardization, how texts are made to be alike; default [`Standardize::LowerAndStripPunctuation`].
    pub fn standardize(mut self, standardize: Standardize) -> Self {
        self.standardize = standardize;
        self
    }

    /// Tokenization, what their tokens are; default [`Split::Whitespace`].
    pub fn split(mut self, split: Split) -> Self {
        self.split = split;
        self
    }

    /// N-grams: makes tokens of up to so many that follow one another, too, joined by blanks.
    pub fn ngrams(mut self, longest: usize) -> Self {
        self.ngrams = Some(longest);
        self
    }

    /// How many numbers each text becomes; by default as many as the longest of those that are vectorized together.
    pub fn output_sequence_length(mut self, length: usize) -> Self {
        self.output_sequence_length = Some(length);
        self
    }

    /// Learns the vocabulary of texts, the most frequent first; of equally frequent ones that which is later in the
    /// alphabet, as in Keras.
    pub fn adapt<S: AsRef<str>>(self, texts: impl IntoIterator<Item = S>) -> Vocabulary {
        let mut counts = HashMap::<String, u64>::new();
        for text in texts {
            for token in self.tokens(text.as_ref()) {
                *counts.entry(token).or_default() += 1;
            }
        }
        for special in SPECIAL {
            counts.remove(special);
        }
        let mut tokens: Vec<_> = counts.into_iter().map(|(token, count)| (count, token)).collect();
        tokens.sort_unstable_by(|a, b| b.cmp(a));
        let room = self.max_tokens.map_or(usize::MAX, |max_tokens| max_tokens.saturating_sub(SPECIAL.len()));
        let tokens = tokens.into_iter().take(room).map(|(_, token)| token);
        Vocabulary::new(self, tokens)
    }

    /// The vocabulary of these tokens, in this order, after that for padding and that for unknown tokens; or that which
    /// [`Vocabulary::tokens`] gave.
    ///
    /// # Errors
    ///
    /// Where a token is there twice, or is one of those two.
    pub fn vocabulary<S: Into<String>>(self, tokens: impl IntoIterator<Item = S>) -> Result<Vocabulary> {
        let mut tokens: Vec<String> = tokens.into_iter().map(Into::into).collect();
        if tokens.starts_with(&SPECIAL.map(str::to_owned)) {
            tokens.drain(..SPECIAL.len());
        }
        let vocabulary = Vocabulary::new(self, tokens.into_iter());
        if let Some(twice) = vocabulary.ambiguous() {
            let message = format!("the token `{twice}` is there twice, or stands for something else");
            return Err(Error::new("`TextVectorization`, `vocabulary`", message));
        }
        Ok(vocabulary)
    }

    pub(super) fn tokens(&self, text: &str) -> Vec<String> {
        let lower = matches!(self.standardize, Standardize::Lower | Standardize::LowerAndStripPunctuation);
        let strip =
            matches!(self.standardize, Standardize::StripPunctuation | Standardize::LowerAndStripPunctuation);
        let text: String = text
            .chars()
            .filter(|character| !(strip && character.is_ascii_punctuation()))
            .map(|character| if lower { character.to_ascii_lowercase() } else { character })
            .collect();
        let tokens: Vec<String> = match self.split {
            // The white space of C, as TensorFlow splits.
            Split::Whitespace => text
                .split([' ', '\t', '\n', '\x0b', '\x0c', '\r'])
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
            Split::Character => text.chars().map(String::from).collect(),
        };
        match self.ngrams {
            None => tokens,
            Some(longest) => (1..=longest.min(tokens.len()))
                .flat_map(|width| tokens.windows(width))
                .map(|run| run.join(" "))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn tokens(settings: TextVectorization, text: &str) -> Vec<String> {
        settings.tokens(text)
    }

    #[test]
    fn tokens_are_by_frequency_and_then_from_the_end_of_the_alphabet() {
        // As Keras's documentation of `adapt` has it.
        let vocabulary = TextVectorization::default().adapt(["b a", "c b", "B! b, d"]);
        assert_eq!(vocabulary.tokens(), ["", "[UNK]", "b", "d", "c", "a"]);
    }

    #[test]
    fn the_most_frequent_tokens_fill_a_vocabulary_of_a_size() {
        let texts = ["b a", "c b", "b b d"];
        assert_eq!(TextVectorization::default().max_tokens(4).adapt(texts).tokens(), ["", "[UNK]", "b", "d"]);
        assert_eq!(TextVectorization::default().max_tokens(1).adapt(texts).tokens(), ["", "[UNK]"]);
    }

    #[test]
    fn texts_are_padded_and_cut_off_at_their_end() {
        let vectorization = TextVectorization::default().output_sequence_length(2);
        let vocabulary = vectorization.vocabulary(["baz", "bar", "foo"]).unwrap();
        assert_eq!(
            vocabulary.vectorize(&["foo qux bar", "baz", ""]).unwrap(),
            array![[4, 1], [2, 0], [0, 0]]
        );
        let vocabulary = TextVectorization::default().vocabulary(["baz", "bar", "foo"]).unwrap();
        assert_eq!(vocabulary.vectorize(&["foo qux bar", "baz"]).unwrap(), array![[4, 1, 3], [2, 0, 0]]);
    }

    #[test]
    fn numbers_become_the_text_that_they_were_made_of() {
        let characters = TextVectorization::default().standardize(Standardize::None).split(Split::Character);
        let vocabulary = characters.adapt(["To be,", "or not"]);
        let numbers = vocabulary.vectorize(&["or not to be", "be"]).unwrap();
        assert_eq!(vocabulary.text(numbers.row(0)), "or not to be");
        assert_eq!(vocabulary.text(numbers.row(1)), "be");
        assert_eq!(vocabulary.text(&[vocabulary.tokens().len() as u32]), "[UNK]");
    }

    #[test]
    fn texts_are_made_alike_as_wished() {
        let text = "Don't PANIC,\tÄh!";
        for (standardize, expected) in [
            (Standardize::None, ["Don't", "PANIC,", "Äh!"]),
            (Standardize::Lower, ["don't", "panic,", "Äh!"]),
            (Standardize::StripPunctuation, ["Dont", "PANIC", "Äh"]),
            (Standardize::LowerAndStripPunctuation, ["dont", "panic", "Äh"]),
        ] {
            assert_eq!(tokens(TextVectorization::default().standardize(standardize), text), expected);
        }
    }

    #[test]
    fn tokens_are_characters_as_wished() {
        let characters = TextVectorization::default().split(Split::Character);
        assert_eq!(tokens(characters, "Ab ä!"), ["a", "b", " ", "ä"]);
    }

    #[test]
    fn tokens_that_follow_one_another_are_joined_as_wished() {
        let pairs = TextVectorization::default().ngrams(2);
        assert_eq!(tokens(pairs.clone(), "a b c"), ["a", "b", "c", "a b", "b c"]);
        assert_eq!(tokens(pairs, "a"), ["a"]);
    }

    #[test]
    fn special_tokens_are_not_learnt() {
        let vocabulary = TextVectorization::default().standardize(Standardize::None).adapt(["[UNK] a"]);
        assert_eq!(vocabulary.tokens(), ["", "[UNK]", "a"]);
    }

    #[test]
    fn a_token_that_is_there_twice_is_an_error() {
        for words in [["a", "a"], ["a", "[UNK]"], ["", "a"]] {
            let error = TextVectorization::default().vocabulary(words).unwrap_err().to_string();
            assert!(error.contains("is there twice, or stands for something else"), "{error}");
        }
    }
}
