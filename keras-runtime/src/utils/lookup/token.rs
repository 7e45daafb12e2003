//! Categories: texts and whole numbers.

use std::hash::Hash;

use super::fingerprint::farm;

/// Category of a table: a text or a whole number.
pub trait Token: sealed::Sealed + Clone + Eq + Hash + Ord + std::fmt::Debug {
    /// What stands for each category that a vocabulary has not, as Keras has it: `[UNK]`, or -1.
    #[doc(hidden)]
    fn unknown() -> Self;

    /// Which of so many bins it falls into that is in no vocabulary.
    #[doc(hidden)]
    fn bin(&self, bins: usize) -> usize;
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for String {}
    impl Sealed for i64 {}
}

impl Token for String {
    fn unknown() -> Self {
        "[UNK]".to_owned()
    }

    fn bin(&self, bins: usize) -> usize {
        (farm(self.as_bytes()) % bins as u64) as usize
    }
}

impl Token for i64 {
    fn unknown() -> Self {
        -1
    }

    fn bin(&self, bins: usize) -> usize {
        self.rem_euclid(bins as i64) as usize
    }
}

/// What a category is made of: `&str` and `String`, or whole numbers.
pub trait IntoToken<T> {
    /// The category.
    #[doc(hidden)]
    fn into_token(self) -> T;
}

impl<S: AsRef<str>> IntoToken<String> for S {
    fn into_token(self) -> String {
        self.as_ref().to_owned()
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl IntoToken<i64> for $integer {
            fn into_token(self) -> i64 {
                self.into()
            }
        }

        impl IntoToken<i64> for &$integer {
            fn into_token(self) -> i64 {
                (*self).into()
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 u8 u16 u32 }
