//! Orthogonal initializer: random matrices with orthonormal rows or columns.

use crate::random::Random;

/// Fills `out` with `gain` times an orthonormal basis, drawn evenly from all there are.
///
/// The basis is what Gram and Schmidt make of normal numbers. Their triangular factor has a positive diagonal,
/// which is the choice of signs that makes the draw even.
pub(super) fn fill(gain: f32, shape: &[usize], random: &mut Random, out: &mut [f32]) {
    let Some((&columns, leading)) = shape.split_last() else { return };
    let rows: usize = leading.iter().product();
    let (count, length) = (rows.min(columns), rows.max(columns));
    if count == 0 {
        return;
    }
    let mut basis = vec![0.0; count * length];
    basis.fill_with(|| f64::from(random.normal()));
    orthonormalise(&mut basis, length);
    if rows < columns {
        out.iter_mut().zip(&basis).for_each(|(weight, &x)| *weight = gain * x as f32);
    } else {
        for (row, weights) in out.chunks_exact_mut(columns).enumerate() {
            for (weight, vector) in weights.iter_mut().zip(basis.chunks_exact(length)) {
                *weight = gain * vector[row] as f32;
            }
        }
    }
}

/// Makes the vectors of `length` that lie one after the other in `basis` orthonormal, by the modified method of
/// Gram and Schmidt: each finished vector is at once taken out of all that follow.
fn orthonormalise(basis: &mut [f64], length: usize) {
    for start in (0..basis.len()).step_by(length) {
        let (done, rest) = basis[start..].split_at_mut(length);
        let norm = dot(done, done).sqrt().max(f64::MIN_POSITIVE);
        done.iter_mut().for_each(|x| *x /= norm);
        for vector in rest.chunks_exact_mut(length) {
            let shadow = dot(done, vector);
            vector.iter_mut().zip(&*done).for_each(|(x, d)| *x -= shadow * d);
        }
    }
}

/// The sum of products in eight lanes, which the compiler turns into vector instructions.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    let tail: f64 = a.remainder().iter().zip(b.remainder()).map(|(x, y)| x * y).sum();
    let mut lanes = [0.0; 8];
    for (a, b) in a.zip(b) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f64>() + tail
}
