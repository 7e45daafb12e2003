//! A view of a matrix in memory.

use std::ops::Range;

/// A view of a matrix: element `(i, j)` is `data[i * row_stride + j * col_stride]`.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    data: &'a [f32],
    rows: usize,
    cols: usize,
    row_stride: usize,
    col_stride: usize,
}

impl<'a> Matrix<'a> {
    /// A dense row-major matrix of `rows` × `cols`.
    ///
    /// # Panics
    ///
    /// If `data` is not `rows * cols` long.
    pub fn new(data: &'a [f32], rows: usize, cols: usize) -> Self {
        assert_eq!(data.len(), rows * cols);
        Self { data, rows, cols, row_stride: cols, col_stride: 1 }
    }

    /// A matrix of `rows` × `cols` whose neighbours in a column lie `row_stride` apart and whose neighbours in
    /// a row lie `col_stride` apart: some columns of a wider matrix, every other row, one row over and over
    /// (`row_stride` 0).
    ///
    /// # Panics
    ///
    /// If an element lies beyond the end of `data`.
    pub fn with_strides(
        data: &'a [f32],
        rows: usize,
        cols: usize,
        row_stride: usize,
        col_stride: usize,
    ) -> Self {
        if rows > 0 && cols > 0 {
            assert!((rows - 1) * row_stride + (cols - 1) * col_stride < data.len());
        }
        Self { data, rows, cols, row_stride, col_stride }
    }

    /// The transposed matrix, without a copy.
    pub fn t(self) -> Self {
        let Self { data, rows, cols, row_stride, col_stride } = self;
        Self { data, rows: cols, cols: rows, row_stride: col_stride, col_stride: row_stride }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// How far apart the neighbours in a column lie.
    pub fn row_stride(&self) -> usize {
        self.row_stride
    }

    /// How far apart the neighbours in a row lie.
    pub fn col_stride(&self) -> usize {
        self.col_stride
    }

    /// Whether the values of each column, or else those of each row, follow each other; one row may lie as it likes.
    pub(super) fn is_column_or_row_major(&self) -> bool {
        self.row_stride == 1 || self.col_stride == 1 || self.rows <= 1
    }

    /// The part of the matrix in some rows and columns.
    pub(in crate::kernels) fn part(&self, rows: Range<usize>, cols: Range<usize>) -> Self {
        debug_assert!(rows.end <= self.rows && cols.end <= self.cols);
        let start = (rows.start * self.row_stride + cols.start * self.col_stride).min(self.data.len());
        let data = &self.data[start..];
        Self { data, rows: rows.len(), cols: cols.len(), ..*self }
    }

    /// Row `row` from its first column on, dense if `col_stride` is 1.
    pub(super) fn row(&self, row: usize) -> &'a [f32] {
        &self.data[row * self.row_stride..]
    }

    /// Copies row `row`, as much of it as `to` has room for.
    pub(in crate::kernels) fn copy_row(&self, row: usize, to: &mut [f32]) {
        let values = self.row(row).iter().step_by(self.col_stride.max(1));
        to.iter_mut().zip(values).for_each(|(to, value)| *to = *value);
    }

    pub(super) fn as_ptr(&self) -> *const f32 {
        self.data.as_ptr()
    }
}
