//! QR decomposition by Householder reflections.

use super::Dense;

/// The square orthogonal matrix and the upper triangular one whose product is `a`, with the signs of LAPACK.
pub(crate) fn qr(a: &Dense) -> (Dense, Dense) {
    let (rows, cols) = (a.rows, a.cols);
    let (mut r, mut q) = (a.clone(), Dense::identity(rows));
    for k in 0..cols.min(rows.saturating_sub(1)) {
        let below: f64 = (k + 1..rows).map(|i| r[(i, k)].powi(2)).sum();
        if below == 0.0 {
            continue;
        }
        let alpha = r[(k, k)];
        let beta = -(alpha * alpha + below).sqrt().copysign(alpha);
        // The reflection is I − tau · v · vᵀ, where v begins with 1.
        let tau = (beta - alpha) / beta;
        let v: Vec<f64> = (k..rows).map(|i| if i == k { 1.0 } else { r[(i, k)] / (alpha - beta) }).collect();
        for j in 0..cols {
            let dot: f64 = v.iter().enumerate().map(|(i, v)| v * r[(k + i, j)]).sum();
            v.iter().enumerate().for_each(|(i, v)| r[(k + i, j)] -= tau * v * dot);
        }
        for i in 0..rows {
            let dot: f64 = v.iter().enumerate().map(|(j, v)| v * q[(i, k + j)]).sum();
            v.iter().enumerate().for_each(|(j, v)| q[(i, k + j)] -= tau * v * dot);
        }
    }
    (q, r.upper())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_of_any_shape_are_orthogonal_and_triangular_and_multiply_to_the_matrix() {
        for (rows, cols) in [(3, 3), (5, 2), (2, 5), (1, 3), (3, 1)] {
            let a = Dense::from_fn(rows, cols, |i, j| ((i * 7 + j * 3) as f64).sin());
            let (q, r) = qr(&a);
            let close = |a: Dense, b: &Dense| a.minus(b).values.iter().all(|value| value.abs() < 1e-12);
            assert!(close(q.dot(&r), &a) && close(q.t().dot(&q), &Dense::identity(rows)));
            assert_eq!(r, r.upper());
        }
    }
}
