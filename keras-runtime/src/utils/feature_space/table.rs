//! Tables: columns by name.

use std::collections::BTreeMap;

use crate::{Error, Result};

/// Table: columns of one length, by their names, each of texts, whole numbers or numbers.
///
/// ```
/// use keras::utils::Table;
///
/// let people = Table::new()
///     .column("age", [34.0, 51.0, 29.0])?
///     .column("city", ["Oslo", "Rome", "Oslo"])?;
/// assert_eq!(people.rows(), 3);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// A file of comma-separated values is read by a library for such, column by column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    columns: BTreeMap<String, Values>,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    Texts(Vec<String>),
    Integers(Vec<i64>),
    Numbers(Vec<f32>),
}

impl Table {
    /// No columns yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column: an array, slice or vector of texts, of whole numbers or of numbers.
    ///
    /// # Errors
    ///
    /// If there is a column of this name, or it is longer or shorter than the others.
    pub fn column<T: Cell>(
        mut self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = T>,
    ) -> Result<Self> {
        let (name, values) = (name.into(), T::values(&mut values.into_iter()));
        let place = || format!("table, column `{name}`");
        if self.columns.contains_key(&name) {
            return Err(Error::new(place(), "it is there twice"));
        }
        if !self.columns.is_empty() && values.len() != self.rows() {
            return Err(Error::expected(place(), format!("{} values", self.rows()), values.len()));
        }
        self.columns.insert(name, values);
        Ok(self)
    }

    /// The number of rows: samples.
    pub fn rows(&self) -> usize {
        self.columns.values().next().map_or(0, Values::len)
    }

    /// The columns' names, in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }

    /// The values of a column.
    pub(super) fn get(&self, name: &str) -> Result<&Values> {
        self.columns.get(name).ok_or_else(|| {
            let known: Vec<String> = self.names().map(|name| format!("`{name}`")).collect();
            Error::expected("table", format!("a column `{name}`"), known.join(", "))
        })
    }
}

impl Values {
    pub fn len(&self) -> usize {
        match self {
            Self::Texts(values) => values.len(),
            Self::Integers(values) => values.len(),
            Self::Numbers(values) => values.len(),
        }
    }

    fn wrong<T>(&self, expected: &str) -> Result<T> {
        let found = match self {
            Self::Texts(_) => "texts",
            Self::Integers(_) => "whole numbers",
            Self::Numbers(_) => "numbers",
        };
        Err(Error::expected("", expected, found))
    }

    /// Texts, which it has to be.
    pub fn texts(&self) -> Result<&[String]> {
        if let Self::Texts(texts) = self { Ok(texts) } else { self.wrong("texts") }
    }

    /// Whole numbers, which it has to be.
    pub fn integers(&self) -> Result<&[i64]> {
        if let Self::Integers(integers) = self { Ok(integers) } else { self.wrong("whole numbers") }
    }

    /// Numbers, whole ones too.
    pub fn numbers(&self) -> Result<Vec<f32>> {
        match self {
            Self::Numbers(numbers) => Ok(numbers.clone()),
            Self::Integers(integers) => Ok(integers.iter().map(|&integer| integer as f32).collect()),
            Self::Texts(_) => self.wrong("numbers"),
        }
    }
}

/// Cell of a [`Table`]: a text, a whole number or a number.
#[diagnostic::on_unimplemented(
    message = "a column is of texts, whole numbers or numbers, not of `{Self}`",
    label = "these values were given",
    note = "no cell is empty: fill what is missing before, `values.map(|value| value.unwrap_or(0.0))`"
)]
pub trait Cell: Sized {
    /// A column of such.
    #[doc(hidden)]
    fn values(cells: &mut dyn Iterator<Item = Self>) -> Values;
}

macro_rules! cells {
    ($($cell:ty: $kind:ident |$value:ident| $make:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Cell for $cell {
            fn values(cells: &mut dyn Iterator<Item = Self>) -> Values {
                Values::$kind(cells.map(|$value| $make).collect())
            }
        }
    )*};
}

cells! {
    String: Texts |text| text;
    &String: Texts |text| text.clone();
    &str: Texts |text| text.to_owned();
    &&str: Texts |text| (*text).to_owned();
    f32: Numbers |number| number;
    &f32: Numbers |number| *number;
    f64: Numbers |number| number as f32;
    &f64: Numbers |number| *number as f32;
}

macro_rules! integers {
    ($($integer:ty)*) => {
        cells! { $(
            $integer: Integers |number| i64::from(number);
            &$integer: Integers |number| i64::from(*number);
        )* }
    };
}

integers! { i8 i16 i32 i64 u8 u16 u32 bool }
