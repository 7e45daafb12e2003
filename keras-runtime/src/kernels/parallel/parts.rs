//! What is cut into parts for the threads.
#![allow(unsafe_code)]

use std::marker::PhantomData;

/// Something that is cut into parts for the threads.
pub(crate) trait Parts: Sync {
    type Part;

    /// The number of parts.
    fn count(&self) -> usize;

    /// A part.
    ///
    /// # Safety
    ///
    /// `index` is below the number of parts, and each part is asked for once.
    unsafe fn part(&self, index: usize) -> Self::Part;
}

/// Parts of `len` values; the last may be shorter.
pub(crate) fn parts<T: Sync>(values: &[T], len: usize) -> impl Parts<Part = &[T]> {
    Shared { values, len }
}

/// Parts of `len` values; the last may be shorter.
pub(crate) fn parts_mut<T: Send>(values: &mut [T], len: usize) -> impl Parts<Part = &mut [T]> {
    Own { values: values.as_mut_ptr(), total: values.len(), len, borrow: PhantomData }
}

struct Shared<'a, T> {
    values: &'a [T],
    len: usize,
}

impl<'a, T: Sync> Parts for Shared<'a, T> {
    type Part = &'a [T];

    fn count(&self) -> usize {
        self.values.len().div_ceil(self.len)
    }

    unsafe fn part(&self, index: usize) -> &'a [T] {
        let start = index * self.len;
        &self.values[start..self.values.len().min(start + self.len)]
    }
}

struct Own<'a, T> {
    values: *mut T,
    total: usize,
    len: usize,
    borrow: PhantomData<&'a mut [T]>,
}

// SAFETY: all that can be done with it from several threads is to take parts, which are sent there and do not overlap.
unsafe impl<T: Send> Sync for Own<'_, T> {}

impl<'a, T: Send> Parts for Own<'a, T> {
    type Part = &'a mut [T];

    fn count(&self) -> usize {
        self.total.div_ceil(self.len)
    }

    unsafe fn part(&self, index: usize) -> &'a mut [T] {
        let start = index * self.len;
        assert!(start <= self.total);
        let len = self.len.min(self.total - start);
        // SAFETY: it lies in the borrowed slice, and the caller asks for each part once.
        unsafe { std::slice::from_raw_parts_mut(self.values.add(start), len) }
    }
}

macro_rules! together {
    ($($parts:ident $number:tt),*) => {
        /// Parts of the same number, as many as there are of the fewest.
        impl<$($parts: Parts),*> Parts for ($($parts,)*) {
            type Part = ($($parts::Part,)*);

            fn count(&self) -> usize {
                [$(self.$number.count()),*].into_iter().min().unwrap_or(0)
            }

            unsafe fn part(&self, index: usize) -> Self::Part {
                // SAFETY: promised by the caller.
                unsafe { ($(self.$number.part(index),)*) }
            }
        }
    };
}

together!(A 0, B 1);
together!(A 0, B 1, C 2);
together!(A 0, B 1, C 2, D 3);
