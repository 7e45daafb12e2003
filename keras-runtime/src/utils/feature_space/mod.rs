//! Feature space: the columns of a table as numbers that a model takes.

mod encoder;
mod feature;
mod json;
mod quantiles;
mod table;

use std::collections::{BTreeMap, btree_map};
use std::path::Path;

use ndarray::{Array2, Axis, s};

pub use feature::{Bins, Categories, Cross, Feature, Number};
pub use table::{Cell, Table};

use self::encoder::{Column, Encoder};
use self::feature::Kind;
use super::HashedCrossing;
use crate::{Error, Result};

/// Feature space: says how each column of a table is encoded, and which of them are crossed; what it learns from a table encodes
/// this and others.
///
/// ```
/// use keras::ndarray::s;
/// use keras::utils::{AdaptedFeatureSpace, Cross, Feature, FeatureSpace, Table};
///
/// let people = Table::new()
///     .column("age", [34.0, 51.0, 29.0, 62.0])?
///     .column("city", ["Oslo", "Rome", "Oslo", "Bern"])?
///     .column("trade", ["smith", "baker", "baker", "smith"])?;
///
/// let space = FeatureSpace::new()
///     .feature("age", Feature::float_normalized())
///     .feature("city", Feature::string_categorical())
///     .feature("trade", Feature::string_categorical().num_oov_indices(0))
///     .cross(Cross::new(["city", "trade"], 16))
///     .adapt(&people)?;
/// let x = space.transform(&people)?;
/// assert_eq!(x.dim(), (4, space.width()));
/// assert_eq!(space.width(), 1 + 4 + 2 + 16);
/// // Those of `Oslo`, after one for unknown cities.
/// assert_eq!(x.slice(s![.., 2]).to_vec(), [1.0, 0.0, 1.0, 0.0]);
///
/// # let folder = std::env::temp_dir().join(format!("feature_space_{}", std::process::id()));
/// # let path = folder.join("people.json");
/// space.save(&path)?;
/// let again = AdaptedFeatureSpace::load(&path)?;
/// assert_eq!(again.transform(&people)?, x);
/// # std::fs::remove_dir_all(folder).ok();
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Columns are encoded as in [`keras.utils.FeatureSpace`](https://keras.io/api/utils/feature_space/), and stand in its order: that
/// of the alphabet, and after them the crosses in that. What is `output_mode="concat"` there is
/// [`transform`](AdaptedFeatureSpace::transform), `"dict"` is [`transform_each`](AdaptedFeatureSpace::transform_each). Its files are
/// JSON of their own.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct FeatureSpace {
    features: Vec<(String, Kind, bool)>,
    crosses: Vec<Cross>,
}

impl FeatureSpace {
    /// No features yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a feature, of the column of this name.
    pub fn feature<K>(mut self, name: impl Into<String>, feature: Feature<K>) -> Self {
        self.features.push((name.into(), feature.kind, feature.is_int));
        self
    }

    /// Adds a cross of features that are categories.
    pub fn cross(mut self, cross: Cross) -> Self {
        self.crosses.push(cross);
        self
    }

    /// Learns means, boundaries and vocabularies from a table. Columns that are no features stay out.
    ///
    /// # Errors
    ///
    /// If there are no features, two of a name, or no column for one; if a column has values of another kind, a number that is NaN
    /// or infinite, or none to learn from; if there are no bins; if a cross is of one feature, of one twice, or of one that is no
    /// category.
    pub fn adapt(self, table: &Table) -> Result<AdaptedFeatureSpace> {
        let mut space = AdaptedFeatureSpace::default();
        for (name, kind, is_int) in self.features {
            let learnt = || Encoder::adapted(kind, is_int, table.get(&name)?);
            let encoder = learnt().map_err(|error| error.within(place(&name)))?;
            space.add(name, encoder)?;
        }
        for cross in self.crosses {
            space.add_cross(cross)?;
        }
        space.check()?;
        space.transform_each(table)?;
        Ok(space)
    }
}

/// Feature space that has learnt from a table; [`FeatureSpace::adapt`] makes one.
#[derive(Clone, Debug, Default)]
pub struct AdaptedFeatureSpace {
    features: BTreeMap<String, Encoder>,
    crosses: BTreeMap<String, Cross>,
}

/// Encoded column: what [`AdaptedFeatureSpace::transform_each`] makes of a feature or a cross.
#[derive(Clone, Debug, PartialEq)]
pub enum Encoded {
    /// Numbers, or vectors of categories: `(samples, width)`.
    Vectors(Array2<f32>),
    /// Indices of categories: `(samples, 1)`.
    Indices(Array2<u32>),
}

impl AdaptedFeatureSpace {
    /// The rows of a table as vectors: `(samples, width)`, all features and then all crosses, each in the order of the alphabet.
    ///
    /// # Errors
    ///
    /// If a feature has no column, or that has values of another kind, or a number that is NaN or infinite; if a category is
    /// unknown, and has no index; if a feature is an index (`output_int`), which cannot stand among numbers.
    pub fn transform(&self, table: &Table) -> Result<Array2<f32>> {
        let vectors = |(name, encoded): (String, Encoded)| match encoded {
            Encoded::Vectors(vectors) => Ok(vectors),
            Encoded::Indices(_) => {
                let error = Error::new(place(&name), "an index cannot stand among numbers");
                Err(error.help("leave `output_int()` out, or take each by itself: `transform_each`"))
            }
        };
        let parts = self.encoded(table)?.into_iter().map(vectors).collect::<Result<Vec<_>>>()?;
        let (mut all, mut begin) = (Array2::zeros((table.rows(), self.width())), 0);
        for part in parts {
            all.slice_mut(s![.., begin..begin + part.ncols()]).assign(&part);
            begin += part.ncols();
        }
        Ok(all)
    }

    /// Each feature and each cross by itself, for a model with an input for each.
    ///
    /// # Errors
    ///
    /// Those of [`transform`](Self::transform), but for indices.
    pub fn transform_each(&self, table: &Table) -> Result<BTreeMap<String, Encoded>> {
        Ok(self.encoded(table)?.into_iter().collect())
    }

    /// How many numbers [`transform`](Self::transform) makes of a row: the size of a model's input.
    pub fn width(&self) -> usize {
        let features = self.features.values().map(Encoder::width);
        features.chain(self.crosses.values().map(|cross| cross.crossing_dim)).sum()
    }

    /// Writes it to a file of JSON, whole or not at all.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        json::save(self, path.as_ref())
    }

    /// Reads what [`save`](Self::save) has written.
    ///
    /// # Errors
    ///
    /// If there is no such file, or it is not of a feature space.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        json::load(path.as_ref())
    }

    /// Features and then crosses, in order.
    fn encoded(&self, table: &Table) -> Result<Vec<(String, Encoded)>> {
        let (mut columns, mut all) = (BTreeMap::new(), vec![]);
        for (name, encoder) in &self.features {
            let column = || {
                let column = encoder.column(table.get(name)?)?;
                Ok((encoded(&column, encoder.is_int)?, column))
            };
            let (encoded, column) = column().map_err(|error: Error| error.within(place(name)))?;
            all.push((name.clone(), encoded));
            columns.insert(&**name, column);
        }
        for (name, cross) in &self.crosses {
            let indices = |feature: &String| match &columns[&**feature] {
                Column::Indices(indices, _) => indices.to_vec(),
                Column::Numbers(_) => unreachable!("`check` has refused it"),
            };
            let parts: Vec<Vec<u32>> = cross.feature_names.iter().map(indices).collect();
            let parts: Vec<&dyn super::Column> = parts.iter().map(|part| part as _).collect();
            let bins = HashedCrossing::new(cross.crossing_dim).indices(&parts);
            let encoded =
                bins.and_then(|bins| encoded(&Column::Indices(bins, cross.crossing_dim), cross.is_int));
            all.push((name.clone(), encoded.map_err(|error| error.within(place(name)))?));
        }
        Ok(all)
    }

    fn add(&mut self, name: String, encoder: Encoder) -> Result<()> {
        match self.features.entry(name) {
            btree_map::Entry::Vacant(entry) => {
                entry.insert(encoder);
                Ok(())
            }
            btree_map::Entry::Occupied(entry) => Err(Error::new(place(entry.key()), "it is there twice")),
        }
    }

    fn add_cross(&mut self, cross: Cross) -> Result<()> {
        let name = cross.name();
        match self.crosses.insert(name.clone(), cross) {
            None => Ok(()),
            Some(_) => Err(Error::new(place(&name), "it is there twice")),
        }
    }

    /// Whether there are features, and crosses are of such that are categories.
    fn check(&self) -> Result<()> {
        if self.features.is_empty() {
            let error = Error::expected("feature space", "features", "none");
            return Err(error.help("`.feature(\"age\", Feature::float_normalized())`"));
        }
        for (name, cross) in &self.crosses {
            let wrong = |expected: &str, found: usize| Err(Error::expected(place(name), expected, found));
            if cross.feature_names.len() < 2 {
                return wrong("two features or more", cross.feature_names.len());
            }
            if cross.crossing_dim == 0 {
                return wrong("`crossing_dim` of 1 or more", 0);
            }
            for (i, feature) in cross.feature_names.iter().enumerate() {
                if cross.feature_names[..i].contains(feature) {
                    return Err(Error::new(place(name), format!("`{feature}` is crossed with itself")));
                }
                let is_category = self.features.get(feature).map(|encoder| {
                    !matches!(encoder.kind, Kind::Float | Kind::Rescaled { .. } | Kind::Normalized)
                });
                let message = match is_category {
                    Some(true) => continue,
                    Some(false) => format!("`{feature}` is a number: only categories are crossed"),
                    None => format!("there is no feature `{feature}`"),
                };
                return Err(Error::new(place(name), message));
            }
        }
        Ok(())
    }
}

/// A column as it is asked for.
fn encoded(column: &Column, is_int: bool) -> Result<Encoded> {
    match column {
        Column::Indices(indices, _) if is_int => Ok(Encoded::Indices(indices.clone().insert_axis(Axis(1)))),
        column => column.vectors().map(Encoded::Vectors),
    }
}

fn place(name: &str) -> String {
    format!("feature space, `{name}`")
}

#[cfg(test)]
mod tests;
