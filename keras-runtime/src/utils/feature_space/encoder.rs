//! Features that have learnt from a table.

use ndarray::{Array1, Array2, Axis};

use super::feature::{Kind, Vocabulary};
use super::quantiles;
use super::table::Values;
use crate::utils::{Hashing, Lookup, LookupOptions, Token, to_categorical};
use crate::{Error, Result};

/// How a column is encoded, with what that has learnt.
#[derive(Clone, Debug)]
pub struct Encoder {
    pub kind: Kind,
    pub is_int: bool,
    pub learnt: Learnt,
}

/// What a feature has learnt from its column.
#[derive(Clone, Debug)]
pub enum Learnt {
    Nothing,
    Moments { mean: f32, variance: f32 },
    Boundaries(Vec<f32>),
    Texts(Lookup<String>),
    Integers(Lookup<i64>),
}

/// A column before it is made vectors.
pub enum Column {
    Numbers(Vec<f32>),
    /// Indices, of so many.
    Indices(Array1<u32>, usize),
}

/// What a deviation is taken for that is less, as that of `Normalization`.
const LEAST: f32 = 1e-7;

impl Encoder {
    /// The feature, with what it learns from a column; none if it learns nothing.
    pub fn adapted(kind: Kind, is_int: bool, values: &Values) -> Result<Self> {
        let learnt = match &kind {
            Kind::Float | Kind::Rescaled { .. } | Kind::StringHashed { .. } | Kind::IntegerHashed { .. } => {
                Learnt::Nothing
            }
            Kind::Normalized => moments(&to_learn_from(values)?),
            Kind::Discretized { num_bins } => {
                Learnt::Boundaries(quantiles::boundaries(&to_learn_from(values)?, at_least_one(*num_bins)?))
            }
            Kind::InBins { bin_boundaries } => Learnt::Boundaries(in_order(bin_boundaries)?),
            Kind::StringCategorical(vocabulary) => Learnt::Texts(options(vocabulary).adapt(values.texts()?)?),
            Kind::IntegerCategorical(vocabulary) => {
                Learnt::Integers(options(vocabulary).adapt(values.integers()?)?)
            }
        };
        let encoder = Self { kind, is_int, learnt };
        // What the column cannot be encoded by is said before a model is trained.
        encoder.column(values)?;
        Ok(encoder)
    }

    /// A column as numbers or indices.
    pub fn column(&self, values: &Values) -> Result<Column> {
        let indices = |indices| Ok(Column::Indices(indices, self.width()));
        match (&self.kind, &self.learnt) {
            (Kind::Rescaled { scale, offset }, _) => {
                let numbers = finite(values)?;
                Ok(Column::Numbers(numbers.into_iter().map(|x| x * scale + offset).collect()))
            }
            (_, Learnt::Moments { mean, variance }) => {
                let deviation = variance.sqrt().max(LEAST);
                let numbers = finite(values)?;
                Ok(Column::Numbers(numbers.into_iter().map(|x| (x - mean) / deviation).collect()))
            }
            (_, Learnt::Boundaries(boundaries)) => {
                let bin = |x: f32| boundaries.partition_point(|&boundary| boundary <= x) as u32;
                indices(finite(values)?.into_iter().map(bin).collect())
            }
            (_, Learnt::Texts(lookup)) => indices(lookup.indices(values.texts()?)?),
            (_, Learnt::Integers(lookup)) => indices(lookup.indices(values.integers()?)?),
            (Kind::StringHashed { num_bins }, _) => {
                indices(Hashing::new(*num_bins).indices(values.texts()?)?)
            }
            (Kind::IntegerHashed { num_bins }, _) => {
                indices(Hashing::new(*num_bins).indices(values.integers()?)?)
            }
            _ => Ok(Column::Numbers(finite(values)?)),
        }
    }

    /// How many numbers a row has: one, or one for each index.
    pub fn width(&self) -> usize {
        match (&self.kind, &self.learnt) {
            (_, Learnt::Boundaries(boundaries)) => self.bins(boundaries),
            (_, Learnt::Texts(lookup)) => lookup.vocabulary_size(),
            (_, Learnt::Integers(lookup)) => lookup.vocabulary_size(),
            (Kind::StringHashed { num_bins } | Kind::IntegerHashed { num_bins }, _) => *num_bins,
            _ => 1,
        }
    }

    /// How many bins there are: as many as were asked for, though few numbers make fewer boundaries.
    fn bins(&self, boundaries: &[f32]) -> usize {
        match self.kind {
            Kind::Discretized { num_bins } => num_bins.max(boundaries.len() + 1),
            _ => boundaries.len() + 1,
        }
    }
}

impl Column {
    /// As an array of `(samples, width)`: numbers as they are, indices as vectors.
    pub fn vectors(&self) -> Result<Array2<f32>> {
        match self {
            Self::Numbers(numbers) => Ok(Array1::from(numbers.clone()).insert_axis(Axis(1))),
            Self::Indices(indices, count) => to_categorical(indices, *count),
        }
    }
}

/// The options of a vocabulary.
pub fn options<T: Token>(vocabulary: &Vocabulary) -> LookupOptions<T> {
    let options = LookupOptions::new().num_oov_indices(vocabulary.num_oov_indices);
    match vocabulary.max_tokens {
        Some(most) => options.max_tokens(most),
        None => options,
    }
}

/// Boundaries in order, one or more.
pub fn in_order(boundaries: &[f32]) -> Result<Vec<f32>> {
    let is_in_order = boundaries.is_sorted() && boundaries.iter().all(|boundary| boundary.is_finite());
    if is_in_order && !boundaries.is_empty() {
        return Ok(boundaries.to_vec());
    }
    Err(Error::expected("bin_boundaries", "finite numbers in order", format!("{boundaries:?}")))
}

/// A number of bins, one or more.
pub fn at_least_one(num_bins: usize) -> Result<usize> {
    if num_bins > 0 { Ok(num_bins) } else { Err(Error::expected("num_bins", "1 or more", num_bins)) }
}

/// Numbers to learn from, one or more.
fn to_learn_from(values: &Values) -> Result<Vec<f32>> {
    let numbers = finite(values)?;
    if numbers.is_empty() {
        return Err(Error::expected("", "numbers to learn from", "none"));
    }
    Ok(numbers)
}

/// Numbers, none of them NaN or infinite.
fn finite(values: &Values) -> Result<Vec<f32>> {
    let numbers = values.numbers()?;
    match numbers.iter().position(|number| !number.is_finite()) {
        Some(row) => Err(Error::expected(format!("row {row}"), "a finite number", numbers[row])),
        None => Ok(numbers),
    }
}

/// The mean and the variance of numbers.
fn moments(numbers: &[f32]) -> Learnt {
    let count = numbers.len() as f64;
    let mean = numbers.iter().map(|&x| f64::from(x)).sum::<f64>() / count;
    let variance = numbers.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / count;
    Learnt::Moments { mean: mean as f32, variance: variance as f32 }
}
