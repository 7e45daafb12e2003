//! Categories by a hash, without a vocabulary.

use ndarray::Array1;

use super::fingerprint::{farm, keyed, of_both};
use crate::{Error, Result};

/// Hashing trick: categories, texts or whole numbers, as the indices of bins, by a hash. No vocabulary is needed, and different
/// categories may share a bin.
///
/// ```
/// use keras::utils::Hashing;
/// use keras::ndarray::array;
///
/// let bins = Hashing::new(3);
/// assert_eq!(bins.indices(&["A", "B", "C", "D", "E"])?, array![1, 0, 1, 1, 2]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// The same bins as those of [`keras.layers.Hashing`](https://keras.io/api/layers/preprocessing_layers/categorical/hashing/).
#[derive(Clone, Debug)]
#[must_use]
pub struct Hashing {
    num_bins: usize,
    mask_value: Option<String>,
    salt: Option<[u64; 2]>,
}

impl Hashing {
    /// So many bins.
    pub fn new(num_bins: usize) -> Self {
        Self { num_bins, mask_value: None, salt: None }
    }

    /// The category that is padding, such as `""`: it alone falls into bin 0. By default there is none.
    pub fn mask_value(mut self, mask_value: impl ToString) -> Self {
        self.mask_value = Some(mask_value.to_string());
        self
    }

    /// Salt: another hash for each pair of numbers (SipHash); Keras takes one number `n` for `[n, n]`.
    pub fn salt(mut self, salt: [u64; 2]) -> Self {
        self.salt = Some(salt);
        self
    }

    /// The bin of each category.
    ///
    /// # Errors
    ///
    /// If there are no bins; with padding, fewer than two.
    pub fn indices(&self, values: &(impl Column + ?Sized)) -> Result<Array1<u32>> {
        let padding = usize::from(self.mask_value.is_some());
        let bins = bins("`Hashing`", self.num_bins, padding)?;
        let bin = |text: &str| {
            if self.mask_value.as_deref() == Some(text) {
                return 0;
            }
            let hash = match self.salt {
                Some(key) => keyed(key, text.as_bytes()),
                None => farm(text.as_bytes()),
            };
            (hash % bins) as u32 + padding as u32
        };
        Ok((0..values.count()).map(|i| bin(&values.text(i))).collect())
    }
}

/// Feature crossing: columns of categories as the indices of bins, by a hash of each sample's combination.
///
/// ```
/// use keras::utils::HashedCrossing;
///
/// let bins = HashedCrossing::new(5).indices(&[&["A", "B", "A"], &[101, 102, 101]])?;
/// assert_eq!(bins[0], bins[2]);
/// assert!(bins.iter().all(|&bin| bin < 5));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// The same bins as those of
/// [`keras.layers.HashedCrossing`](https://keras.io/api/layers/preprocessing_layers/categorical/hashed_crossing/).
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct HashedCrossing {
    num_bins: usize,
}

impl HashedCrossing {
    /// So many bins.
    pub fn new(num_bins: usize) -> Self {
        Self { num_bins }
    }

    /// The bin of each sample.
    ///
    /// # Errors
    ///
    /// If there are fewer than two columns, or these are not equally long; if there are no bins.
    pub fn indices(&self, columns: &[&dyn Column]) -> Result<Array1<u32>> {
        const PLACE: &str = "`HashedCrossing`";
        let bins = bins(PLACE, self.num_bins, 0)?;
        let [first, rest @ ..] = columns else {
            return Err(Error::expected(PLACE, "two columns or more", "none"));
        };
        if rest.is_empty() {
            return Err(Error::expected(PLACE, "two columns or more", "one"));
        }
        if let Some(other) = rest.iter().find(|column| column.count() != first.count()) {
            let expected = format!("columns of {} categories, as the first one", first.count());
            return Err(Error::expected(PLACE, expected, other.count()));
        }
        /// The key that TensorFlow has if none is given.
        const KEY: u64 = 0xDE_CAFC_AFFE;
        let bin = |i| columns.iter().fold(KEY, |hash, column| of_both(hash, column.fingerprint(i))) % bins;
        Ok((0..first.count()).map(|i| bin(i) as u32).collect())
    }
}

/// As many bins as are left beside those of padding.
fn bins(place: &str, num_bins: usize, padding: usize) -> Result<u64> {
    if num_bins <= padding || num_bins > u32::MAX as usize {
        return Err(Error::expected(
            format!("{place}, num_bins"),
            format!("{} or more", padding + 1),
            num_bins,
        ));
    }
    Ok((num_bins - padding) as u64)
}

/// Column of categories: an array, slice or vector of texts or of whole numbers.
pub trait Column {
    /// How many there are.
    #[doc(hidden)]
    fn count(&self) -> usize;

    /// One of them as text.
    #[doc(hidden)]
    fn text(&self, i: usize) -> String;

    /// The fingerprint of one of them.
    #[doc(hidden)]
    fn fingerprint(&self, i: usize) -> u64;
}

macro_rules! columns {
    ($($element:ty: |$value:ident| $fingerprint:expr;)*) => {$(
        impl Column for [$element] {
            fn count(&self) -> usize {
                self.len()
            }

            fn text(&self, i: usize) -> String {
                self[i].to_string()
            }

            fn fingerprint(&self, i: usize) -> u64 {
                let $value = &self[i];
                $fingerprint
            }
        }
    )*};
}

columns! {
    &str: |text| farm(text.as_bytes());
    String: |text| farm(text.as_bytes());
    i8: |number| i64::from(*number) as u64;
    i16: |number| i64::from(*number) as u64;
    i32: |number| i64::from(*number) as u64;
    i64: |number| *number as u64;
    u8: |number| u64::from(*number);
    u16: |number| u64::from(*number);
    u32: |number| u64::from(*number);
}

impl<E, const LENGTH: usize> Column for [E; LENGTH]
where
    [E]: Column,
{
    fn count(&self) -> usize {
        LENGTH
    }

    fn text(&self, i: usize) -> String {
        self[..].text(i)
    }

    fn fingerprint(&self, i: usize) -> u64 {
        self[..].fingerprint(i)
    }
}

impl<E> Column for Vec<E>
where
    [E]: Column,
{
    fn count(&self) -> usize {
        self.len()
    }

    fn text(&self, i: usize) -> String {
        self[..].text(i)
    }

    fn fingerprint(&self, i: usize) -> u64 {
        self[..].fingerprint(i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn bins_are_those_of_keras() {
        let padded = Hashing::new(3).mask_value("");
        assert_eq!(padded.indices(&["A", "B", "", "D", "E"]).unwrap(), array![1, 1, 0, 2, 1]);
        assert_eq!(Hashing::new(1000).indices(&[1, -5, 123_456]).unwrap(), array![849, 816, 998]);
        assert_eq!(Hashing::new(1000).salt([133, 133]).indices(&["A", "B"]).unwrap(), array![819, 238]);
        let crossing = HashedCrossing::new(1000).indices(&[&["A", "B", "A"], &[101, 102, -101]]).unwrap();
        assert_eq!(crossing, array![891, 576, 173]);
    }

    #[test]
    fn what_cannot_be_put_into_bins_is_an_error() {
        let error = |bins: Result<Array1<u32>>| bins.unwrap_err().to_string();
        assert!(error(Hashing::new(0).indices(&["A"])).ends_with("num_bins: expected 1 or more, found 0"));
        assert!(error(Hashing::new(1).mask_value(0).indices(&[1])).ends_with("expected 2 or more, found 1"));
        assert!(error(HashedCrossing::new(5).indices(&[&["A"]])).ends_with("two columns or more, found one"));
        assert!(error(HashedCrossing::new(5).indices(&[&["A"], &[1, 2]])).ends_with("found 2"));
    }
}
