//! A convolution as a problem: what each target sums up, and the result as threads share it.
#![allow(unsafe_code)]

use std::ops::Range;

use super::lines::Lines;
use crate::kernels::matmul::Epilogue;

/// Each target is the sum, over its taps, of what the tap sees times the kernel's matrix for the tap.
pub(super) struct Product<'a> {
    pub lines: Lines<'a>,
    /// The sizes of the result's axes, and the number of channels of one of its cells.
    pub sizes: [usize; 3],
    pub width: usize,
    /// Which of these channels are computed.
    pub channels: Range<usize>,
    /// 0 ignores what the result holds.
    pub beta: f32,
    /// The bias has a value for each of `channels`.
    pub epilogue: Epilogue<'a>,
}

/// The result and its length, of which each thread writes its own part.
#[derive(Clone, Copy)]
pub(super) struct Out(*mut f32, usize);

// SAFETY: the parts that threads write do not overlap, and the borrow of the whole outlives their work.
unsafe impl Send for Out {}
// SAFETY: as above.
unsafe impl Sync for Out {}

impl Out {
    /// The whole result.
    pub fn new(out: &mut [f32]) -> Self {
        Self(out.as_mut_ptr(), out.len())
    }

    /// Where `len` values begin.
    pub fn at(self, start: usize, len: usize) -> *mut f32 {
        debug_assert!(start + len <= self.1);
        self.0.wrapping_add(start)
    }

    /// `len` values of it.
    pub fn part(self, start: usize, len: usize) -> Self {
        Self(self.at(start, len), len)
    }
}
