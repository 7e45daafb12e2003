//! Orthonormal vectors, in `f64`.

/// Makes the vectors of `length` that lie one after the other in `basis` orthonormal, by the modified method of
/// Gram and Schmidt: each finished vector is at once taken out of all that follow.
pub(crate) fn orthonormalize(basis: &mut [f64], length: usize) {
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

/// Writes `gain` times the vectors of `length` in `basis` into `out`, as its columns or, `as_rows`, as its rows.
pub(crate) fn write_basis(basis: &[f64], length: usize, gain: f32, as_rows: bool, out: &mut [f32]) {
    let count = basis.len() / length;
    for (i, weight) in out.iter_mut().enumerate() {
        let from = if as_rows { i } else { i % count * length + i / count };
        *weight = gain * basis[from] as f32;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_have_length_one_and_are_at_right_angles() {
        for (count, length) in [(1, 1), (3, 3), (5, 19), (17, 23)] {
            let mut basis: Vec<f64> =
                (0..count * length).map(|i| ((i * i + 3 * i) % 29) as f64 - 14.0).collect();
            orthonormalize(&mut basis, length);
            for (i, a) in basis.chunks(length).enumerate() {
                for (j, b) in basis.chunks(length).enumerate() {
                    let product: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
                    assert!((product - f64::from(i == j)).abs() < 1e-9, "{count} of {length}: {product}");
                }
            }
            let (mut rows, mut columns) = (vec![f32::NAN; basis.len()], vec![f32::NAN; basis.len()]);
            write_basis(&basis, length, 2.0, true, &mut rows);
            write_basis(&basis, length, 2.0, false, &mut columns);
            for (vector, at) in (0..count).flat_map(|vector| (0..length).map(move |at| (vector, at))) {
                let expected = 2.0 * basis[vector * length + at] as f32;
                assert_eq!([rows[vector * length + at], columns[at * count + vector]], [expected; 2]);
            }
        }
    }
}
