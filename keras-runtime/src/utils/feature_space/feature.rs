//! Features: how the columns of a table are encoded.

use std::marker::PhantomData;

/// Feature of a [`FeatureSpace`](super::FeatureSpace): how a column of a table becomes numbers, as
/// [`FeatureSpace.float_normalized`](https://keras.io/api/utils/feature_space/) and the like in Keras.
///
/// | | takes | gives |
/// | --- | --- | --- |
/// | [`float`](Feature::float), [`float_rescaled`](Feature::float_rescaled), [`float_normalized`](Feature::float_normalized) | numbers | one number |
/// | [`float_discretized`](Feature::float_discretized), [`float_in_bins`](Feature::float_in_bins) | numbers | a vector with 1 at their bin |
/// | [`string_categorical`](Feature::string_categorical), [`integer_categorical`](Feature::integer_categorical) | texts, whole numbers | a vector with 1 at their category |
/// | [`string_hashed`](Feature::string_hashed), [`integer_hashed`](Feature::integer_hashed) | texts, whole numbers | a vector with 1 at the bin of their hash |
///
/// `K` is [`Number`], [`Bins`] or [`Categories`], by which rustc knows the options that it has.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Feature<K = Number> {
    pub(super) kind: Kind,
    pub(super) is_int: bool,
    of: PhantomData<K>,
}

/// A [`Feature`] that stays a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number;

/// A [`Feature`] in bins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bins;

/// A [`Feature`] with a vocabulary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Categories;

/// A kind of feature, and its arguments.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Float,
    Rescaled { scale: f32, offset: f32 },
    Normalized,
    Discretized { num_bins: usize },
    InBins { bin_boundaries: Vec<f32> },
    StringCategorical(Vocabulary),
    IntegerCategorical(Vocabulary),
    StringHashed { num_bins: usize },
    IntegerHashed { num_bins: usize },
}

/// The arguments of a vocabulary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vocabulary {
    pub max_tokens: Option<usize>,
    pub num_oov_indices: usize,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self { max_tokens: None, num_oov_indices: 1 }
    }
}

impl<K> Feature<K> {
    fn of(kind: Kind) -> Self {
        Self { kind, is_int: false, of: PhantomData }
    }
}

impl Feature<Number> {
    /// A number as it is.
    pub fn float() -> Self {
        Self::of(Kind::Float)
    }

    /// A number times `scale`, plus `offset`.
    pub fn float_rescaled(scale: f32, offset: f32) -> Self {
        Self::of(Kind::Rescaled { scale, offset })
    }

    /// A number less the mean of the column, divided by its standard deviation.
    pub fn float_normalized() -> Self {
        Self::of(Kind::Normalized)
    }
}

impl Feature<Bins> {
    /// A number as the one of so many bins that it falls into: about equally many numbers of the column fall into each.
    pub fn float_discretized(num_bins: usize) -> Self {
        Self::of(Kind::Discretized { num_bins })
    }

    /// A number as the bin that it falls into, by the boundaries between these, in order: Keras's `bin_boundaries`. A number on
    /// a boundary falls into the bin above it.
    #[doc(alias = "bin_boundaries")]
    pub fn float_in_bins(bin_boundaries: impl Into<Vec<f32>>) -> Self {
        Self::of(Kind::InBins { bin_boundaries: bin_boundaries.into() })
    }

    /// A text as one of so many bins, by its hash: [`Hashing`](super::super::Hashing).
    pub fn string_hashed(num_bins: usize) -> Self {
        Self::of(Kind::StringHashed { num_bins })
    }

    /// A whole number as one of so many bins, by its hash: [`Hashing`](super::super::Hashing).
    pub fn integer_hashed(num_bins: usize) -> Self {
        Self::of(Kind::IntegerHashed { num_bins })
    }

    /// The index of the bin in place of a vector: Keras's `output_mode="int"`.
    #[doc(alias = "output_mode")]
    pub fn output_int(self) -> Self {
        Self { is_int: true, ..self }
    }
}

impl Feature<Categories> {
    /// A text that is a category: [`StringLookup`](super::super::StringLookup).
    pub fn string_categorical() -> Self {
        Self::of(Kind::StringCategorical(Vocabulary::default()))
    }

    /// A whole number that is a category: [`IntegerLookup`](super::super::IntegerLookup).
    pub fn integer_categorical() -> Self {
        Self::of(Kind::IntegerCategorical(Vocabulary::default()))
    }

    /// How many categories there are at most, 2 or more, those for unknown ones included; by default any number.
    pub fn max_tokens(mut self, max_tokens: usize) -> Self {
        if let Some(vocabulary) = self.vocabulary() {
            vocabulary.max_tokens = Some(max_tokens);
        }
        self
    }

    /// How many indices there are for categories that the column has not; with 0 such a category is an error. Default 1.
    pub fn num_oov_indices(mut self, num_oov_indices: usize) -> Self {
        if let Some(vocabulary) = self.vocabulary() {
            vocabulary.num_oov_indices = num_oov_indices;
        }
        self
    }

    /// The index of the category in place of a vector, for an `Embedding`: Keras's `output_mode="int"`.
    #[doc(alias = "output_mode")]
    pub fn output_int(self) -> Self {
        Self { is_int: true, ..self }
    }

    fn vocabulary(&mut self) -> Option<&mut Vocabulary> {
        match &mut self.kind {
            Kind::StringCategorical(vocabulary) | Kind::IntegerCategorical(vocabulary) => Some(vocabulary),
            _ => None,
        }
    }
}

/// Feature cross: the combinations of the categories of some features, as bins by their hash:
/// [`HashedCrossing`](super::super::HashedCrossing). Its name is those of the features with `_X_` between them.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Cross {
    pub(super) feature_names: Vec<String>,
    pub(super) crossing_dim: usize,
    pub(super) is_int: bool,
}

impl Cross {
    /// Of these features, two or more, in so many bins.
    pub fn new<S: Into<String>>(feature_names: impl IntoIterator<Item = S>, crossing_dim: usize) -> Self {
        let feature_names = feature_names.into_iter().map(S::into).collect();
        Self { feature_names, crossing_dim, is_int: false }
    }

    /// The index of the bin in place of a vector: Keras's `output_mode="int"`.
    #[doc(alias = "output_mode")]
    pub fn output_int(self) -> Self {
        Self { is_int: true, ..self }
    }

    /// What it is called.
    pub(super) fn name(&self) -> String {
        self.feature_names.join("_X_")
    }
}
