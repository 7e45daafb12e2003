//! Triangular matrices: systems of equations, and the Cholesky decomposition.

use super::Dense;

/// The solution of `a · x = b`, of whose square matrix `a` one triangle counts.
pub(crate) fn solve_triangular(a: &Dense, b: &Dense, lower: bool) -> Dense {
    let (mut x, size) = (b.clone(), a.rows);
    for step in 0..size {
        let i = if lower { step } else { size - 1 - step };
        let known = if lower { 0..i } else { i + 1..size };
        for column in 0..b.cols {
            let sum: f64 = known.clone().map(|k| a[(i, k)] * x[(k, column)]).sum();
            x[(i, column)] = (x[(i, column)] - sum) / a[(i, i)];
        }
    }
    x
}

/// The lower triangular matrix whose product with its transpose is this symmetric one; `None` if it is not positive
/// definite.
pub(crate) fn cholesky(a: &Dense) -> Option<Dense> {
    let size = a.rows;
    let mut l = Dense::zeros(size, size);
    for i in 0..size {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| l[(i, k)] * l[(j, k)]).sum();
            let rest = a[(i, j)] - sum;
            l[(i, j)] = match i == j {
                true if rest > 0.0 => rest.sqrt(),
                true => return None,
                false => rest / l[(j, j)],
            };
        }
    }
    Some(l)
}
