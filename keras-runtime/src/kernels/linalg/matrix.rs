//! Small dense matrices in `f64`.

use std::cmp::Ordering;
use std::ops::{Index, IndexMut};

/// A dense row-major matrix in `f64`: the decompositions round less than their results do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dense {
    pub rows: usize,
    pub cols: usize,
    pub values: Vec<f64>,
}

impl Dense {
    pub fn zeros(rows: usize, cols: usize) -> Self {
        Self { rows, cols, values: vec![0.0; rows * cols] }
    }

    pub fn identity(size: usize) -> Self {
        Self::from_fn(size, size, |i, j| f64::from(u8::from(i == j)))
    }

    pub fn from_fn(rows: usize, cols: usize, f: impl Fn(usize, usize) -> f64) -> Self {
        let at = |place: usize| f(place / cols, place % cols);
        Self { rows, cols, values: (0..rows * cols).map(at).collect() }
    }

    /// The matrix of single-precision numbers, `rows * cols` of them.
    pub fn of(rows: usize, cols: usize, values: &[f32]) -> Self {
        Self { rows, cols, values: values.iter().map(|&value| value.into()).collect() }
    }

    /// A diagonal matrix.
    pub fn diagonal(values: &[f64]) -> Self {
        Self::from_fn(values.len(), values.len(), |i, j| if i == j { values[i] } else { 0.0 })
    }

    pub fn t(&self) -> Self {
        Self::from_fn(self.cols, self.rows, |i, j| self[(j, i)])
    }

    pub fn map(&self, f: impl Fn(usize, usize, f64) -> f64) -> Self {
        Self::from_fn(self.rows, self.cols, |i, j| f(i, j, self[(i, j)]))
    }

    pub fn plus(&self, other: &Self) -> Self {
        self.map(|i, j, value| value + other[(i, j)])
    }

    pub fn minus(&self, other: &Self) -> Self {
        self.map(|i, j, value| value - other[(i, j)])
    }

    pub fn scaled(&self, factor: f64) -> Self {
        self.map(|_, _, value| factor * value)
    }

    /// Matrix product.
    pub fn dot(&self, other: &Self) -> Self {
        debug_assert_eq!(self.cols, other.rows);
        let mut product = Self::zeros(self.rows, other.cols);
        for i in 0..self.rows {
            for k in 0..self.cols {
                let factor = self[(i, k)];
                let row = &other.values[k * other.cols..][..other.cols];
                let sums = &mut product.values[i * other.cols..][..other.cols];
                sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += factor * value);
            }
        }
        product
    }

    /// The part in some rows and columns, counted from the first.
    pub fn corner(&self, rows: usize, cols: usize) -> Self {
        Self::from_fn(rows, cols, |i, j| self[(i, j)])
    }

    /// The columns from `first` on.
    pub fn columns_from(&self, first: usize) -> Self {
        Self::from_fn(self.rows, self.cols - first, |i, j| self[(i, first + j)])
    }

    /// The mean of the matrix and its transpose.
    pub fn symmetric(&self) -> Self {
        self.map(|i, j, value| 0.5 * (value + self[(j, i)]))
    }

    /// On and below the diagonal, with `diagonal` times the diagonal; 0 above.
    pub fn lower(&self, diagonal: f64) -> Self {
        self.map(|i, j, value| match i.cmp(&j) {
            Ordering::Less => 0.0,
            Ordering::Equal => diagonal * value,
            Ordering::Greater => value,
        })
    }

    /// On and above the diagonal; 0 below.
    pub fn upper(&self) -> Self {
        self.map(|i, j, value| if i <= j { value } else { 0.0 })
    }
}

impl Index<(usize, usize)> for Dense {
    type Output = f64;

    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        &self.values[i * self.cols + j]
    }
}

impl IndexMut<(usize, usize)> for Dense {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        &mut self.values[i * self.cols + j]
    }
}
