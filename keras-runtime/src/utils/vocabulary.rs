//! Vocabulary of tokens.

use std::collections::HashMap;

use ndarray::Array2;

use super::{Side, Split, TextVectorization, pad_sequences};
use crate::Result;

/// What stands for padding, number 0, and for every token that is not in a vocabulary, number 1.
pub(super) const SPECIAL: [&str; 2] = ["", "[UNK]"];

/// Vocabulary: the tokens of texts, and their numbers.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    settings: TextVectorization,
    tokens: Vec<String>,
    indices: HashMap<String, u32>,
}

impl Vocabulary {
    pub(super) fn new(settings: TextVectorization, tokens: impl Iterator<Item = String>) -> Self {
        let tokens: Vec<_> = SPECIAL.into_iter().map(String::from).chain(tokens).collect();
        let indices = tokens.iter().zip(0..).map(|(token, index)| (token.clone(), index)).collect();
        Self { settings, tokens, indices }
    }

    /// A token of two numbers.
    pub(super) fn ambiguous(&self) -> Option<&str> {
        self.tokens
            .iter()
            .zip(0..)
            .find(|&(token, index)| self.indices[token] != index)
            .map(|(token, _)| &token[..])
    }

    /// The tokens: that of number `n` is `tokens()[n]`. Number 0 is padding, 1 a token that is not here.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// The numbers of the tokens of a text.
    pub fn indices(&self, text: &str) -> Vec<u32> {
        let index = |token: &String| self.indices.get(token).copied().unwrap_or(1);
        self.settings.tokens(text).iter().map(index).collect()
    }

    /// The text that numbers stand for: words with a blank in between, characters without.
    ///
    /// Padding is left out. A number that no token has, which a network may well name, becomes `[UNK]`, as number 1 does.
    ///
    /// ```
    /// use keras::utils::TextVectorization;
    ///
    /// let vocabulary = TextVectorization::default().adapt(["the cat sat", "the dog"]);
    /// let numbers = vocabulary.vectorize(&["The dog!", "the old cat"])?;
    /// assert_eq!(vocabulary.text(numbers.row(0)), "the dog");
    /// assert_eq!(vocabulary.text(numbers.row(1)), "the [UNK] cat");
    /// # Ok::<(), keras::Error>(())
    /// ```
    pub fn text<'a>(&self, indices: impl IntoIterator<Item = &'a u32>) -> String {
        let token = |&index: &u32| self.tokens.get(index as usize).map_or(SPECIAL[1], |token| &token[..]);
        let tokens: Vec<_> = indices.into_iter().filter(|&&index| index != 0).map(token).collect();
        tokens.join(match self.settings.split {
            Split::Whitespace => " ",
            Split::Character => "",
        })
    }

    /// The numbers of the tokens of texts, shape `(texts, length)`: at its end a text is padded with 0 or cut off.
    ///
    /// # Errors
    ///
    /// Where the array would be larger than memory can be.
    pub fn vectorize<S: AsRef<str>>(&self, texts: &[S]) -> Result<Array2<u32>> {
        let sequences: Vec<_> = texts.iter().map(|text| self.indices(text.as_ref())).collect();
        let padded = pad_sequences(&sequences).padding(Side::Post).truncating(Side::Post);
        match self.settings.output_sequence_length {
            Some(length) => padded.maxlen(length).to_array(),
            None => padded.to_array(),
        }
    }
}
