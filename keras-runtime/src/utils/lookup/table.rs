//! Vocabularies of categories.

use std::collections::HashMap;

use ndarray::{Array1, Array2};

use super::{IntoToken, Token};
use crate::{Error, Result};

/// Vocabulary of texts that are categories, such as colours or cities: the arguments of
/// [`keras.layers.StringLookup`](https://keras.io/api/layers/preprocessing_layers/categorical/string_lookup/), but for `tf_idf`,
/// `pad_to_max_tokens` and `encoding`; what is `output_mode` there is a function here.
///
/// ```
/// use keras::utils::StringLookup;
/// use keras::ndarray::array;
///
/// let colours = StringLookup::new().adapt(["red", "green", "red", "blue"])?;
/// assert_eq!(colours.vocabulary(), ["[UNK]", "red", "green", "blue"]);
/// assert_eq!(colours.indices(["blue", "mauve"])?, array![3, 0]);
/// assert_eq!(colours.one_hot(["red"])?, array![[0.0, 1.0, 0.0, 0.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// A model takes indices by `Embedding(4, 8, input = _)`, with [`vocabulary_size`](Lookup::vocabulary_size) rows, or vectors as they
/// are.
pub type StringLookup = LookupOptions<String>;

/// Vocabulary of whole numbers that are categories, such as postal codes: the arguments of
/// [`keras.layers.IntegerLookup`](https://keras.io/api/layers/preprocessing_layers/categorical/integer_lookup/).
///
/// ```
/// use keras::utils::IntegerLookup;
/// use keras::ndarray::array;
///
/// let codes = IntegerLookup::new().vocabulary([8001, 3011])?;
/// assert_eq!(codes.indices([3011, 8001, 1])?, array![2, 1, 0]);
/// # Ok::<(), keras::Error>(())
/// ```
pub type IntegerLookup = LookupOptions<i64>;

/// Options of a [`Lookup`], by the names [`StringLookup`] and [`IntegerLookup`].
#[derive(Clone, Debug)]
#[must_use]
pub struct LookupOptions<T> {
    max_tokens: Option<usize>,
    num_oov_indices: usize,
    mask_token: Option<T>,
    oov_token: T,
}

impl<T: Token> Default for LookupOptions<T> {
    fn default() -> Self {
        Self { max_tokens: None, num_oov_indices: 1, mask_token: None, oov_token: T::unknown() }
    }
}

impl<T: Token> LookupOptions<T> {
    /// Keras's defaults: as many categories as there are, index 0 for what is none of them, no padding.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many indices there are at most, those of padding and of unknown categories included; by default any number. Padding counts
    /// where vectors are made, too, which Keras leaves out there.
    pub fn max_tokens(mut self, max_tokens: usize) -> Self {
        self.max_tokens = Some(max_tokens);
        self
    }

    /// Out-of-vocabulary indices: how many there are for categories that the vocabulary has not, which are spread over them; with
    /// 0 such a category is an error. Default 1.
    pub fn num_oov_indices(mut self, num_oov_indices: usize) -> Self {
        self.num_oov_indices = num_oov_indices;
        self
    }

    /// The category that is padding, such as `""` or 0: it has index 0, and no place in a vector. By default there is none.
    pub fn mask_token(mut self, mask_token: impl IntoToken<T>) -> Self {
        self.mask_token = Some(mask_token.into_token());
        self
    }

    /// What stands for the categories that the vocabulary has not; default `[UNK]` or -1.
    pub fn oov_token(mut self, oov_token: impl IntoToken<T>) -> Self {
        self.oov_token = oov_token.into_token();
        self
    }

    /// Learns the categories of values, the most frequent first; of equally frequent ones that which is the greater, or later in
    /// the alphabet, as in Keras.
    ///
    /// # Errors
    ///
    /// As [`vocabulary`](Self::vocabulary).
    pub fn adapt<V: IntoToken<T>>(self, values: impl IntoIterator<Item = V>) -> Result<Lookup<T>> {
        let mut counts = HashMap::<T, u64>::new();
        for value in values {
            *counts.entry(value.into_token()).or_default() += 1;
        }
        let special = self.mask_token.iter().chain([&self.oov_token]);
        for token in special {
            counts.remove(token);
        }
        let mut tokens: Vec<_> = counts.into_iter().map(|(token, count)| (count, token)).collect();
        tokens.sort_unstable_by(|a, b| b.cmp(a));
        let room = self.max_tokens.map_or(usize::MAX, |most| most.saturating_sub(self.first()));
        let tokens = tokens.into_iter().take(room).map(|(_, token)| token).collect();
        Lookup::new(self, tokens)
    }

    /// The vocabulary of these categories, in this order; or that which [`Lookup::vocabulary`] gave, for a program that takes up a
    /// saved model.
    ///
    /// ```
    /// use keras::utils::StringLookup;
    ///
    /// let learnt = StringLookup::new().adapt(["red", "green", "red"])?;
    /// let text = learnt.vocabulary().join("\n");   // in a file beside the model
    /// let again = StringLookup::new().vocabulary(text.lines())?;
    /// assert_eq!(again.vocabulary(), learnt.vocabulary());
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a category is there twice, or is padding, or stands for unknown ones; if there are more than `max_tokens`, or that is
    /// less than 2.
    pub fn vocabulary<V: IntoToken<T>>(self, tokens: impl IntoIterator<Item = V>) -> Result<Lookup<T>> {
        let mut tokens: Vec<T> = tokens.into_iter().map(IntoToken::into_token).collect();
        let special: Vec<T> = self.special().cloned().collect();
        if tokens.starts_with(&special) {
            tokens.drain(..special.len());
        }
        Lookup::new(self, tokens)
    }

    /// What the first indices are of: padding, and what stands for unknown categories.
    fn special(&self) -> impl Iterator<Item = &T> {
        self.mask_token.iter().chain(std::iter::repeat_n(&self.oov_token, self.num_oov_indices))
    }

    /// The index of the first category.
    fn first(&self) -> usize {
        usize::from(self.mask_token.is_some()) + self.num_oov_indices
    }
}

/// Lookup table: categories, and their indices. [`StringLookup`] and [`IntegerLookup`] make one.
#[derive(Clone, Debug)]
pub struct Lookup<T> {
    options: LookupOptions<T>,
    tokens: Vec<T>,
    indices: HashMap<T, usize>,
}

const PLACE: &str = "lookup of categories";

impl<T: Token> Lookup<T> {
    fn new(options: LookupOptions<T>, tokens: Vec<T>) -> Result<Self> {
        let first = options.first();
        if let Some(most) = options.max_tokens.filter(|&most| most < 2) {
            return Err(Error::expected(PLACE, "`max_tokens` of 2 or more", most));
        }
        if options.max_tokens.is_some_and(|most| most < first + tokens.len()) || first + tokens.len() > MOST {
            let most = options.max_tokens.unwrap_or(MOST);
            let found = first + tokens.len();
            return Err(Error::expected(PLACE, format!("at most {most} indices"), found));
        }
        let mut indices = HashMap::with_capacity(tokens.len());
        for (i, token) in tokens.iter().enumerate() {
            let is_special = options.mask_token.as_ref() == Some(token) || options.oov_token == *token;
            if is_special || indices.insert(token.clone(), first + i).is_some() {
                let what = if is_special { "stands for something else" } else { "is there twice" };
                return Err(Error::new(PLACE, format!("the category {token:?} {what}")));
            }
        }
        Ok(Self { options, tokens, indices })
    }

    /// The categories by their indices: the first are padding, if there is one, and what stands for unknown ones.
    pub fn vocabulary(&self) -> Vec<T> {
        self.options.special().chain(&self.tokens).cloned().collect()
    }

    /// How many indices there are: the `input_dim` of an `Embedding`.
    pub fn vocabulary_size(&self) -> usize {
        self.options.first() + self.tokens.len()
    }

    fn index(&self, token: &T) -> Result<usize> {
        let padding = usize::from(self.options.mask_token.is_some());
        match (self.indices.get(token), self.options.num_oov_indices) {
            (Some(&index), _) => Ok(index),
            _ if self.options.mask_token.as_ref() == Some(token) => Ok(0),
            (None, 0) => {
                let error = Error::expected(PLACE, "a category of the vocabulary", format!("{token:?}"));
                Err(error.help("`num_oov_indices(1)` gives unknown categories an index"))
            }
            (None, 1) => Ok(padding),
            (None, unknown) => Ok(padding + token.bin(unknown)),
        }
    }

    /// The index of each value: Keras's `output_mode="int"`.
    ///
    /// # Errors
    ///
    /// If there is a category that the vocabulary has not, and no index for such.
    pub fn indices<V: IntoToken<T>>(&self, values: impl IntoIterator<Item = V>) -> Result<Array1<u32>> {
        values.into_iter().map(|value| Ok(self.index(&value.into_token())? as u32)).collect()
    }

    /// A vector for each value, with 1 at its category: Keras's `output_mode="one_hot"`. Padding has no place in it, and a vector
    /// of zeros.
    ///
    /// # Errors
    ///
    /// Those of [`indices`](Self::indices).
    pub fn one_hot<V: IntoToken<T>>(&self, values: impl IntoIterator<Item = V>) -> Result<Array2<f32>> {
        self.multi_hot(values.into_iter().map(|value| [value]))
    }

    /// A vector for each sample, with 1 at the categories of its values: Keras's `output_mode="multi_hot"`.
    ///
    /// ```
    /// use keras::utils::StringLookup;
    /// use keras::ndarray::array;
    ///
    /// let genres = StringLookup::new().num_oov_indices(0).vocabulary(["comedy", "drama", "war"])?;
    /// let films = [vec!["drama", "war"], vec!["comedy"]];
    /// assert_eq!(genres.multi_hot(&films)?, array![[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`indices`](Self::indices).
    pub fn multi_hot<S>(&self, samples: impl IntoIterator<Item = S>) -> Result<Array2<f32>>
    where
        S: IntoIterator<Item: IntoToken<T>>,
    {
        self.vectors(samples, |place| *place = 1.0)
    }

    /// A vector for each sample, with how often its values are of each category: Keras's `output_mode="count"`.
    ///
    /// # Errors
    ///
    /// Those of [`indices`](Self::indices).
    pub fn count<S>(&self, samples: impl IntoIterator<Item = S>) -> Result<Array2<f32>>
    where
        S: IntoIterator<Item: IntoToken<T>>,
    {
        self.vectors(samples, |place| *place += 1.0)
    }

    fn vectors<S>(&self, samples: impl IntoIterator<Item = S>, note: fn(&mut f32)) -> Result<Array2<f32>>
    where
        S: IntoIterator<Item: IntoToken<T>>,
    {
        let padding = usize::from(self.options.mask_token.is_some());
        let width = self.vocabulary_size() - padding;
        let (mut numbers, mut rows) = (vec![], 0);
        for sample in samples {
            let row = numbers.len();
            numbers.resize(row + width, 0.0);
            rows += 1;
            for value in sample {
                if let Some(place) = self.index(&value.into_token())?.checked_sub(padding) {
                    note(&mut numbers[row + place]);
                }
            }
        }
        Ok(Array2::from_shape_vec((rows, width), numbers).expect("a width for each row"))
    }

    /// The category of each index: Keras's `invert=True`.
    ///
    /// # Errors
    ///
    /// If there is no such index.
    pub fn tokens<'a>(&self, indices: impl IntoIterator<Item = &'a u32>) -> Result<Vec<T>> {
        let all = self.vocabulary();
        let token = |&index: &u32| {
            let found = all.get(index as usize).cloned();
            found.ok_or_else(|| Error::expected(PLACE, format!("an index below {}", all.len()), index))
        };
        indices.into_iter().map(token).collect()
    }
}

/// The most indices.
const MOST: usize = u32::MAX as usize;

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn categories_are_by_frequency_and_then_from_the_end_of_the_alphabet() {
        let lookup = StringLookup::new().adapt(["a", "b", "a", "c", "[UNK]"]).unwrap();
        assert_eq!(lookup.vocabulary(), ["[UNK]", "a", "c", "b"]);
        let lookup = StringLookup::new().max_tokens(2).adapt(["a", "b", "a"]).unwrap();
        assert_eq!(lookup.vocabulary(), ["[UNK]", "a"]);
        let lookup = IntegerLookup::new().mask_token(0).adapt([7, 0, 9, 7, 0, 0]).unwrap();
        assert_eq!(lookup.vocabulary(), [0, -1, 7, 9]);
    }

    #[test]
    fn padding_has_index_0_and_no_place_in_a_vector() {
        let lookup = StringLookup::new().mask_token("").vocabulary(["a", "b"]).unwrap();
        assert_eq!(lookup.indices(["b", "", "z"]).unwrap(), array![3, 0, 1]);
        assert_eq!(lookup.one_hot(["b", "", "z"]).unwrap(), array![[0., 0., 1.], [0., 0., 0.], [1., 0., 0.]]);
        assert_eq!(lookup.count([vec!["b", "b", ""]]).unwrap(), array![[0.0, 0.0, 2.0]]);
        assert_eq!(lookup.tokens(&[0, 1, 2]).unwrap(), ["", "[UNK]", "a"]);
        let again = StringLookup::new().mask_token("").vocabulary(lookup.vocabulary()).unwrap();
        assert_eq!(again.vocabulary(), lookup.vocabulary());
    }

    #[test]
    fn unknown_categories_are_spread_as_in_keras() {
        // `StringLookup(vocabulary=["a"], num_oov_indices=3)` and `IntegerLookup(vocabulary=[5], num_oov_indices=3)`.
        let lookup = StringLookup::new().num_oov_indices(3).vocabulary(["a"]).unwrap();
        assert_eq!(lookup.indices(["a", "x", "y", "zebra"]).unwrap(), array![3, 2, 2, 2]);
        let lookup = IntegerLookup::new().num_oov_indices(3).vocabulary([5]).unwrap();
        assert_eq!(lookup.indices([5, 4, 6, 8]).unwrap(), array![3, 1, 0, 2]);
    }

    #[test]
    fn what_makes_no_vocabulary_is_an_error() {
        let error = |lookup: Result<Lookup<String>>| lookup.unwrap_err().to_string();
        let new = StringLookup::new;
        assert!(error(new().vocabulary(["a", "a"])).ends_with("the category \"a\" is there twice"));
        assert!(error(new().vocabulary(["a", "[UNK]"])).ends_with("stands for something else"));
        assert!(
            error(new().max_tokens(2).vocabulary(["a", "b"]))
                .ends_with("expected at most 2 indices, found 3")
        );
        let known = new().num_oov_indices(0).vocabulary(["a"]).unwrap();
        assert!(known.indices(["b"]).unwrap_err().to_string().contains("found \"b\""));
        assert!(known.tokens(&[1]).unwrap_err().to_string().contains("an index below 1, found 1"));
    }
}
