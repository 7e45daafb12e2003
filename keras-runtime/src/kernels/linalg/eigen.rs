//! Eigenvalues of symmetric matrices and singular values, by Jacobi's rotations.

use super::Dense;
use super::qr::qr;

/// Rounds through all pairs after which the rotations are given up: they converge in about ten.
const MOST_SWEEPS: usize = 60;

/// Cosine and sine of the rotation that makes the symmetric `[[p, s], [s, q]]` diagonal.
fn rotation(p: f64, q: f64, s: f64) -> (f64, f64) {
    let zeta = (q - p) / (2.0 * s);
    let tangent = zeta.signum() / (zeta.abs() + (1.0 + zeta * zeta).sqrt());
    let cosine = 1.0 / (1.0 + tangent * tangent).sqrt();
    (cosine, cosine * tangent)
}

/// Turns two columns.
fn rotate(matrix: &mut Dense, [p, q]: [usize; 2], (cosine, sine): (f64, f64)) {
    for i in 0..matrix.rows {
        let (a, b) = (matrix[(i, p)], matrix[(i, q)]);
        (matrix[(i, p)], matrix[(i, q)]) = (cosine * a - sine * b, sine * a + cosine * b);
    }
}

/// Turns two rows.
fn rotate_rows(matrix: &mut Dense, [p, q]: [usize; 2], (cosine, sine): (f64, f64)) {
    for j in 0..matrix.cols {
        let (a, b) = (matrix[(p, j)], matrix[(q, j)]);
        (matrix[(p, j)], matrix[(q, j)]) = (cosine * a - sine * b, sine * a + cosine * b);
    }
}

/// The eigenvalues of a symmetric matrix from the least on, and its eigenvectors, which are columns.
pub(crate) fn eigh(matrix: &Dense) -> (Vec<f64>, Dense) {
    let (mut a, size) = (matrix.clone(), matrix.rows);
    let mut vectors = Dense::identity(size);
    let negligible = f64::EPSILON * a.values.iter().map(|value| value * value).sum::<f64>().sqrt();
    for _ in 0..MOST_SWEEPS {
        let mut changed = false;
        for p in 0..size {
            for q in p + 1..size {
                let off = a[(p, q)];
                if off.abs() <= negligible {
                    continue;
                }
                changed = true;
                let turn = rotation(a[(p, p)], a[(q, q)], off);
                rotate(&mut a, [p, q], turn);
                rotate_rows(&mut a, [p, q], turn);
                rotate(&mut vectors, [p, q], turn);
            }
        }
        if !changed {
            break;
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&i, &j| a[(i, i)].total_cmp(&a[(j, j)]));
    let values = order.iter().map(|&i| a[(i, i)]).collect();
    (values, Dense::from_fn(size, size, |i, j| vectors[(i, order[j])]))
}

/// Singular value decomposition `u · diagonal(s) · vt`, where `u` and `vt` have as many columns and rows as there are
/// values, which are from the greatest on.
pub(crate) fn svd(matrix: &Dense) -> (Dense, Vec<f64>, Dense) {
    if matrix.rows < matrix.cols {
        let (u, s, vt) = svd(&matrix.t());
        return (vt.t(), s, u.t());
    }
    let (mut a, size) = (matrix.clone(), matrix.cols);
    let mut v = Dense::identity(size);
    for _ in 0..MOST_SWEEPS {
        let mut changed = false;
        for p in 0..size {
            for q in p + 1..size {
                let dot = |i: usize, j: usize| (0..a.rows).map(|k| a[(k, i)] * a[(k, j)]).sum::<f64>();
                let (pp, qq, pq) = (dot(p, p), dot(q, q), dot(p, q));
                if pq.abs() <= f64::EPSILON * (pp * qq).sqrt() {
                    continue;
                }
                changed = true;
                let turn = rotation(pp, qq, pq);
                rotate(&mut a, [p, q], turn);
                rotate(&mut v, [p, q], turn);
            }
        }
        if !changed {
            break;
        }
    }
    let norm = |j: usize| (0..a.rows).map(|i| a[(i, j)].powi(2)).sum::<f64>().sqrt();
    let norms: Vec<f64> = (0..size).map(norm).collect();
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&i, &j| norms[j].total_cmp(&norms[i]));
    let s: Vec<f64> = order.iter().map(|&j| norms[j]).collect();
    let greatest = s.first().copied().unwrap_or(0.0);
    let rank = s.iter().filter(|&&value| value > greatest * f64::EPSILON).count();
    let mut u = Dense::from_fn(a.rows, size, |i, j| if j < rank { a[(i, order[j])] / s[j] } else { 0.0 });
    let more = completed(&u, rank, size);
    u = Dense::from_fn(a.rows, size, |i, j| if j < rank { u[(i, j)] } else { more[(i, j)] });
    (u, s, Dense::from_fn(size, size, |i, j| v[(j, order[i])]))
}

/// A matrix of `cols` orthonormal columns, whose first `known` span those of this one.
pub(crate) fn completed(columns: &Dense, known: usize, cols: usize) -> Dense {
    let (q, r) = qr(&columns.corner(columns.rows, known));
    // The reflections may have turned the columns round.
    Dense::from_fn(
        columns.rows,
        cols,
        |i, j| {
            if j < known { q[(i, j)] * r[(j, j)].signum() } else { q[(i, j)] }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(a: &Dense, b: &Dense) {
        assert!(a.minus(b).values.iter().all(|value| value.abs() < 1e-10), "{a:?} {b:?}");
    }

    #[test]
    fn a_symmetric_matrix_is_put_together_again() {
        for size in [1, 2, 5, 8] {
            let a = Dense::from_fn(size, size, |i, j| ((i * 3 + j * 5) as f64).sin()).symmetric();
            let (values, vectors) = eigh(&a);
            assert!(values.is_sorted());
            assert_close(&vectors.dot(&Dense::diagonal(&values)).dot(&vectors.t()), &a);
            assert_close(&vectors.t().dot(&vectors), &Dense::identity(size));
        }
    }

    #[test]
    fn a_matrix_of_any_shape_and_rank_is_put_together_again() {
        for (rows, cols, rank) in [(3, 3, 3), (5, 2, 2), (2, 5, 2), (4, 4, 1), (4, 3, 2), (3, 3, 0)] {
            let left = Dense::from_fn(rows, rank.max(1), |i, j| ((i * 7 + j * 3 + 1) as f64).sin());
            let right = Dense::from_fn(rank.max(1), cols, |i, j| ((i * 5 + j * 2 + 1) as f64).cos());
            let a = left.dot(&right).scaled(if rank == 0 { 0.0 } else { 1.0 });
            let (u, s, vt) = svd(&a);
            assert!(s.is_sorted_by(|a, b| a >= b));
            assert_close(&u.dot(&Dense::diagonal(&s)).dot(&vt), &a);
            assert_close(&u.t().dot(&u), &Dense::identity(s.len()));
            assert_close(&vt.dot(&vt.t()), &Dense::identity(s.len()));
        }
    }
}
