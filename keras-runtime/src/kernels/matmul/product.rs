//! A product of matrices as a problem: its operands, and its result as threads share it.
#![allow(unsafe_code)]

use std::ops::Range;

use super::{Epilogue, Matrix};

/// What is to be computed: `out = epilogue(left · right + beta * out)`.
pub(super) struct Product<'a, L> {
    pub left: &'a L,
    pub right: Matrix<'a>,
    /// 0 ignores what `out` holds.
    pub beta: f32,
    pub epilogue: Epilogue<'a>,
}

/// The result, dense and row-major, of which each thread writes its own part.
#[derive(Clone, Copy)]
pub(super) struct Out {
    data: *mut f32,
    pub cols: usize,
}

// SAFETY: the parts that threads write do not overlap, and the borrow of the whole outlives their work.
unsafe impl Send for Out {}
// SAFETY: as above.
unsafe impl Sync for Out {}

impl Out {
    /// The whole result, whose rows are `cols` long.
    pub fn new(out: &mut [f32], cols: usize) -> Self {
        Self { data: out.as_mut_ptr(), cols }
    }

    /// Where a value of the result is.
    pub fn at(self, row: usize, col: usize) -> *mut f32 {
        self.data.wrapping_add(row * self.cols + col)
    }

    /// Some columns of a row, or all of several rows, whose columns are counted on.
    ///
    /// # Safety
    ///
    /// They lie in the result, and nobody else uses them while the slice lives.
    pub unsafe fn row<'a>(self, row: usize, cols: &Range<usize>) -> &'a mut [f32] {
        // SAFETY: promised by the caller.
        unsafe { std::slice::from_raw_parts_mut(self.at(row, cols.start), cols.len()) }
    }
}
