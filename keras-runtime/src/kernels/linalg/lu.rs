//! LU decomposition with partial pivoting.

use super::Dense;
use super::triangular::solve_triangular;

/// Both factors in one matrix, the ones on the diagonal of the lower one left out; and the row that each was exchanged
/// with.
#[derive(Clone, Debug)]
pub(crate) struct Lu {
    pub factors: Dense,
    pub pivots: Vec<usize>,
}

impl Lu {
    /// The decomposition of a square matrix. A column without a pivot stays as it is: the upper factor is singular.
    pub fn of(matrix: &Dense) -> Self {
        let (mut a, size) = (matrix.clone(), matrix.rows);
        let mut pivots = Vec::with_capacity(size);
        for k in 0..size {
            let mut pivot = k;
            for i in k + 1..size {
                if a[(i, k)].abs() > a[(pivot, k)].abs() {
                    pivot = i;
                }
            }
            pivots.push(pivot);
            for j in 0..size {
                a.values.swap(k * size + j, pivot * size + j);
            }
            if a[(k, k)] == 0.0 {
                continue;
            }
            for i in k + 1..size {
                let factor = a[(i, k)] / a[(k, k)];
                a[(i, k)] = factor;
                for j in k + 1..size {
                    a[(i, j)] -= factor * a[(k, j)];
                }
            }
        }
        Self { factors: a, pivots }
    }

    /// Sign and logarithm of the absolute value of the determinant; 0 and negative infinity if that is 0.
    pub fn log_determinant(&self) -> (f64, f64) {
        let swaps = self.pivots.iter().enumerate().filter(|(k, pivot)| k != *pivot).count();
        let (mut sign, mut log) = (if swaps % 2 == 0 { 1.0 } else { -1.0 }, 0.0);
        for k in 0..self.pivots.len() {
            let pivot = self.factors[(k, k)];
            sign *= if pivot == 0.0 { 0.0 } else { pivot.signum() };
            log += pivot.abs().ln();
        }
        (sign, log)
    }

    pub fn determinant(&self) -> f64 {
        let swaps = self.pivots.iter().enumerate().filter(|(k, pivot)| k != *pivot).count();
        let sign = if swaps % 2 == 0 { 1.0 } else { -1.0 };
        (0..self.pivots.len()).fold(sign, |product, k| product * self.factors[(k, k)])
    }

    /// Whether no system has one solution.
    pub fn is_singular(&self) -> bool {
        (0..self.pivots.len()).any(|k| self.factors[(k, k)] == 0.0)
    }

    /// The lower factor.
    pub fn lower(&self) -> Dense {
        let size = self.pivots.len();
        self.factors.lower(0.0).plus(&Dense::identity(size))
    }

    /// The rows of `b` as they are exchanged.
    pub fn permuted(&self, b: &Dense) -> Dense {
        let mut b = b.clone();
        for (k, &pivot) in self.pivots.iter().enumerate() {
            (0..b.cols).for_each(|j| b.values.swap(k * b.cols + j, pivot * b.cols + j));
        }
        b
    }

    /// The rows of `b` as they were.
    pub fn restored(&self, b: &Dense) -> Dense {
        let mut b = b.clone();
        for (k, &pivot) in self.pivots.iter().enumerate().rev() {
            (0..b.cols).for_each(|j| b.values.swap(k * b.cols + j, pivot * b.cols + j));
        }
        b
    }

    /// The solution of `matrix · x = b`.
    pub fn solve(&self, b: &Dense) -> Dense {
        let y = solve_triangular(&self.lower(), &self.permuted(b), true);
        solve_triangular(&self.factors, &y, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_whose_first_pivot_is_0_is_solved() {
        let a = Dense::from_fn(3, 3, |i, j| [[0.0, 2.0, 1.0], [4.0, 1.0, -1.0], [2.0, 3.0, 5.0]][i][j]);
        let b = Dense::from_fn(3, 2, |i, j| (i * 2 + j) as f64);
        let lu = Lu::of(&a);
        let residual = a.dot(&lu.solve(&b)).minus(&b);
        assert!(residual.values.iter().all(|value| value.abs() < 1e-12));
        assert!((lu.determinant() - -34.0).abs() < 1e-12);
        let product = lu.restored(&lu.lower().dot(&lu.factors.upper()));
        assert!(product.minus(&a).values.iter().all(|value| value.abs() < 1e-12));
    }

    #[test]
    fn a_singular_matrix_has_a_determinant_of_0() {
        let lu = Lu::of(&Dense::from_fn(2, 2, |i, j| ((i + 1) * (j + 1)) as f64));
        assert!(lu.is_singular());
        assert_eq!((lu.determinant(), lu.log_determinant()), (0.0, (0.0, f64::NEG_INFINITY)));
    }
}
