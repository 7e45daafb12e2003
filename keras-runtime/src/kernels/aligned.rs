//! Storage for `f32`s that begins on a cache line.
#![allow(unsafe_code)]

use std::collections::TryReserveError;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::slice;

/// A cache line of x86-64 and most ARM cores, and a whole AVX-512 register.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([f32; LANES]);

const LANES: usize = 16;

/// A slice of `f32`s on the heap whose first element lies on a 64-byte border; its length is fixed.
///
/// ```
/// use keras_runtime::kernels::Aligned;
///
/// let mut x = Aligned::zeroed(10);
/// x[3] = 1.0;
/// assert_eq!(x.iter().sum::<f32>(), 1.0);
/// assert_eq!(x.as_ptr() as usize % 64, 0);
/// ```
#[derive(Clone, Default)]
pub struct Aligned {
    lines: Vec<Line>,
    len: usize,
}

impl Aligned {
    /// `len` zeros.
    ///
    /// # Panics
    ///
    /// If there is no memory for so many.
    pub fn zeroed(len: usize) -> Self {
        Self::try_zeroed(len).expect("there is memory for what is computed")
    }

    /// `len` zeros; an error if there is no memory for so many.
    pub fn try_zeroed(len: usize) -> Result<Self, TryReserveError> {
        let (mut lines, count) = (Vec::new(), len.div_ceil(LANES));
        lines.try_reserve_exact(count)?;
        lines.resize(count, Line([0.0; LANES]));
        Ok(Self { lines, len })
    }
}

impl From<&[f32]> for Aligned {
    fn from(values: &[f32]) -> Self {
        let mut aligned = Self::zeroed(values.len());
        aligned.copy_from_slice(values);
        aligned
    }
}

impl Deref for Aligned {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        // SAFETY: a `Line` is 16 `f32`s without padding and `zeroed` made enough lines for `len` of them.
        unsafe { slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f32] {
        // SAFETY: as in `deref`, and `self` is borrowed for as long as the slice lives.
        unsafe { slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}

impl fmt::Debug for Aligned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl PartialEq for Aligned {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_begins_on_a_cache_line_and_is_zero() {
        for len in 0..100 {
            let x = Aligned::zeroed(len);
            assert_eq!(x.len(), len);
            assert_eq!(x.as_ptr() as usize % 64, 0);
            assert!(x.iter().all(|&v| v == 0.0));
        }
    }

    #[test]
    fn a_clone_is_equal_and_independent() {
        let x = Aligned::from(&[1.0, 2.0, 3.0][..]);
        let mut y = x.clone();
        assert_eq!(x, y);
        y[2] = 4.0;
        assert_eq!(*x, [1.0, 2.0, 3.0]);
        assert_eq!(*y, [1.0, 2.0, 4.0]);
    }

    #[test]
    fn it_crosses_threads() {
        fn crosses<T: Send + Sync>(_: &T) {}
        crosses(&Aligned::zeroed(1));
    }
}
