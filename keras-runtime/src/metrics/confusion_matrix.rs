//! Confusion matrix: how often each class was taken for each.

use std::fmt;
#[cfg(feature = "plot")]
use std::path::Path;

use ndarray::{Array2, ArrayView2};

use super::ratio;
#[cfg(feature = "plot")]
use crate::pictures::{DPI, HeatMap, write_svg_or_png};
use crate::{Error, Result};

/// Confusion matrix: a row for each class that is true, a column for each that is predicted, and how often. Printed, it is a
/// table.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfusionMatrix {
    counts: Array2<u64>,
    names: Vec<String>,
}

/// Confusion matrix of classes: `y_true` are the labels, and `y_pred` what a model says, as indices or as its scores in rows.
///
/// ```
/// use keras::metrics::confusion_matrix;
/// use keras::ndarray::array;
///
/// let predicted = array![[0.9, 0.1], [0.4, 0.6], [0.2, 0.8]];
/// let matrix = confusion_matrix(&[0, 0, 1], predicted.rows())?.names(["cat", "dog"])?;
/// assert_eq!(matrix.counts(), array![[1, 1], [0, 1]]);
/// assert_eq!((matrix.precision(1), matrix.recall(0)), (0.5, 0.5));
/// println!("{matrix}");
/// //      cat  dog
/// // cat    1    1
/// // dog    0    1
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Of a single sigmoid, `predictions.column(0).mapv(|p| u8::from(p > 0.5))` are the classes.
///
/// It is [`sklearn.metrics.confusion_matrix`](https://scikit-learn.org/stable/modules/generated/sklearn.metrics.confusion_matrix.html),
/// with a row and a column for each class up to the last one that occurs, or for each score.
///
/// # Errors
///
/// If there are not as many labels as predictions, or none; a class is negative, no whole number, or too great to be one; or
/// scores are NaN, or of different numbers of classes.
pub fn confusion_matrix(
    y_true: impl IntoIterator<Item: Class>,
    y_pred: impl IntoIterator<Item: Prediction>,
) -> Result<ConfusionMatrix> {
    const PLACE: &str = "`confusion_matrix`";
    let y_true: Vec<usize> = y_true.into_iter().map(|class| index(class.number())).collect::<Result<_>>()?;
    let y_pred: Vec<(usize, Option<usize>)> =
        y_pred.into_iter().map(|prediction| prediction.class()).collect::<Result<_>>()?;
    if y_true.is_empty() && y_pred.is_empty() {
        return Err(Error::expected(PLACE, "a sample or more", "none"));
    }
    if y_true.len() != y_pred.len() {
        let expected = format!("a label for each of {} predictions", y_pred.len());
        return Err(Error::expected(PLACE, expected, y_true.len()));
    }
    let scores = y_pred[0].1;
    if let Some((_, other)) = y_pred.iter().find(|(_, count)| *count != scores) {
        let number =
            |count: Option<usize>| count.map_or("an index".to_owned(), |count| format!("{count} scores"));
        return Err(Error::expected(PLACE, format!("{} for each", number(scores)), number(*other)));
    }
    let last = y_true.iter().chain(y_pred.iter().map(|(class, _)| class)).max().copied().unwrap_or(0);
    let count = match scores {
        Some(count) if last >= count => {
            return Err(Error::expected(PLACE, format!("labels below {count}, as there are scores"), last));
        }
        Some(count) => count,
        None => last + 1,
    };
    let mut counts = Array2::zeros((count, count));
    for (&truth, (predicted, _)) in y_true.iter().zip(y_pred) {
        counts[[truth, predicted]] += 1;
    }
    Ok(ConfusionMatrix { counts, names: (0..count).map(|class| class.to_string()).collect() })
}

/// Class of a sample: its index, as any number.
pub trait Class {
    /// The index.
    #[doc(hidden)]
    fn number(self) -> f64;
}

/// What a model says of a sample: the index of a class, or scores of two classes or more, of which the greatest counts.
pub trait Prediction {
    /// The class, and how many there are if that is known.
    #[doc(hidden)]
    fn class(self) -> Result<(usize, Option<usize>)>;
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Class for $number {
            fn number(self) -> f64 {
                self as f64
            }
        }

        impl Class for &$number {
            fn number(self) -> f64 {
                *self as f64
            }
        }

        impl Prediction for $number {
            fn class(self) -> Result<(usize, Option<usize>)> {
                Ok((index(self.number())?, None))
            }
        }

        impl Prediction for &$number {
            fn class(self) -> Result<(usize, Option<usize>)> {
                Ok((index(self.number())?, None))
            }
        }
    )*};
}

numbers! { f32 f64 i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

impl Prediction for ndarray::ArrayView1<'_, f32> {
    fn class(self) -> Result<(usize, Option<usize>)> {
        if self.len() == 1 {
            let error = Error::expected("`confusion_matrix`", "scores of two classes or more", "one score");
            return Err(
                error.help("of a sigmoid: `predictions.column(0).mapv(|p| u8::from(p > 0.5))` are classes")
            );
        }
        if self.iter().any(|score| score.is_nan()) {
            return Err(Error::expected("`confusion_matrix`", "scores that are numbers", "NaN"));
        }
        // The first of the greatest, as `argmax`.
        let greatest = self.iter().enumerate().rev().max_by(|(_, a), (_, b)| a.total_cmp(b));
        match greatest {
            Some((class, _)) => Ok((class, Some(self.len()))),
            None => Err(Error::expected("`confusion_matrix`", "scores of classes", "none")),
        }
    }
}

/// The most classes: their table has room in memory.
const MOST: f64 = 16_384.0;

fn index(class: f64) -> Result<usize> {
    if (0.0..MOST).contains(&class) && class.fract() == 0.0 {
        return Ok(class as usize);
    }
    let error =
        Error::expected("`confusion_matrix`", format!("indices of classes, from 0 and below {MOST}"), class);
    Err(error
        .help("`predictions.rows()` has the scores of several classes, `p > 0.5` the class of a sigmoid"))
}

impl ConfusionMatrix {
    /// Names of the classes, for a table or a picture.
    ///
    /// # Errors
    ///
    /// If there are not as many as classes.
    pub fn names<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Result<Self> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        if names.len() != self.names.len() {
            let expected = format!("{} names, one for each class", self.names.len());
            return Err(Error::expected("`confusion_matrix`, names", expected, names.len()));
        }
        self.names = names;
        Ok(self)
    }

    /// How often a class, the row, was taken for one, the column.
    pub fn counts(&self) -> ArrayView2<'_, u64> {
        self.counts.view()
    }

    /// Accuracy: the part of all that was taken for what it is.
    pub fn accuracy(&self) -> f64 {
        ratio(self.counts.diag().sum() as f64, self.counts.sum() as f64)
    }

    /// Precision of a class: of what is taken for it, the part that is; 0 if nothing is.
    ///
    /// # Panics
    ///
    /// If there is no such class.
    pub fn precision(&self, class: usize) -> f64 {
        ratio(self.counts[[class, class]] as f64, self.counts.column(class).sum() as f64)
    }

    /// Recall of a class: of what is of it, the part that is taken for it; 0 if nothing is.
    ///
    /// # Panics
    ///
    /// If there is no such class.
    pub fn recall(&self, class: usize) -> f64 {
        ratio(self.counts[[class, class]] as f64, self.counts.row(class).sum() as f64)
    }

    /// The matrix as a heat map in a file that ends in `.svg` or `.png`: each cell as dark as its part of the row.
    ///
    /// # Errors
    ///
    /// If the path has another ending, or cannot be written; for a `.png`, if the machine has no font.
    #[cfg(feature = "plot")]
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<()> {
        let rows = self.counts.rows().into_iter();
        let cells = rows.flat_map(|row| {
            let sum = row.sum() as f64;
            row.iter().map(move |&count| (ratio(count as f64, sum), count.to_string())).collect::<Vec<_>>()
        });
        let title = format!("Confusion matrix, accuracy {:.4}", self.accuracy());
        let cells = cells.collect();
        let map = HeatMap { title: &title, x: "predicted", y: "true", names: &self.names, cells };
        write_svg_or_png(path.as_ref(), 2.0 * DPI, || map.svg())
    }
}

impl fmt::Display for ConfusionMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = |text: &str| text.chars().count();
        let first = self.names.iter().map(|name| letters(name)).max().unwrap_or(0);
        let width = |column: usize| {
            let counts = self.counts.column(column);
            counts.iter().map(|count| letters(&count.to_string())).chain([letters(&self.names[column])]).max()
        };
        let widths: Vec<usize> = (0..self.names.len()).map(|column| width(column).unwrap_or(0)).collect();
        write!(f, "{:first$}", "")?;
        for (name, width) in self.names.iter().zip(&widths) {
            write!(f, "  {name:>width$}")?;
        }
        for (name, row) in self.names.iter().zip(self.counts.rows()) {
            write!(f, "\n{name:<first$}")?;
            for (count, width) in row.iter().zip(&widths) {
                write!(f, "  {count:>width$}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn rows_are_what_is_true_and_columns_what_is_predicted() {
        // As scikit-learn's documentation has it.
        let matrix = confusion_matrix([2_u8, 0, 2, 2, 0, 1], [0_usize, 0, 2, 2, 0, 2]).unwrap();
        assert_eq!(matrix.counts(), array![[2, 0, 0], [0, 0, 1], [1, 0, 2]]);
        assert_eq!(
            (matrix.accuracy(), matrix.precision(2), matrix.recall(2)),
            (4.0 / 6.0, 2.0 / 3.0, 2.0 / 3.0)
        );
        assert_eq!((matrix.precision(1), matrix.recall(1)), (0.0, 0.0));
    }

    #[test]
    fn the_first_of_equal_scores_counts() {
        let scores = array![[0.5f32, 0.5, 0.0], [0.0, 0.2, 0.8]];
        let matrix = confusion_matrix(&[0, 2], scores.rows()).unwrap();
        assert_eq!(matrix.counts(), array![[1, 0, 0], [0, 0, 0], [0, 0, 1]]);
    }

    #[test]
    fn a_table_has_the_names_of_classes() {
        let matrix = confusion_matrix(&[0, 0, 1], &[0, 1, 1]).unwrap().names(["cat", "dog"]).unwrap();
        assert_eq!(matrix.to_string(), "     cat  dog\ncat    1    1\ndog    0    1");
    }

    #[test]
    fn what_is_no_class_is_an_error() {
        let error =
            |truth: &[f64], predicted: &[f64]| confusion_matrix(truth, predicted).unwrap_err().to_string();
        assert!(error(&[0.5], &[0.0]).contains("indices of classes"));
        assert!(error(&[-1.0], &[0.0]).contains("found -1"));
        assert!(error(&[1e9], &[0.0]).contains("below 16384"));
        assert!(error(&[0.0, 1.0], &[0.0]).contains("a label for each of 1 predictions, found 2"));
        assert!(error(&[], &[]).contains("a sample or more, found none"));
        let sigmoids = array![[0.9f32], [0.2]];
        let sigmoids = confusion_matrix([1, 0], sigmoids.rows()).unwrap_err().to_string();
        assert!(sigmoids.contains("two classes or more, found one score") && sigmoids.contains("p > 0.5"));
        let scores = array![[0.5f32, 0.5]];
        assert!(confusion_matrix(&[2], scores.rows()).unwrap_err().to_string().contains("labels below 2"));
        let names = confusion_matrix(&[0, 1], &[0, 1]).unwrap().names(["one"]).unwrap_err();
        assert!(names.to_string().contains("2 names, one for each class, found 1"));
    }
}
