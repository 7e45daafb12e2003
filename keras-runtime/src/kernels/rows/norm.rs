//! Norms of columns.

/// Multiplies each column of each matrix, of `block` values in rows of `inner`, by what `factor` makes of its norm. That is
/// computed in `f64`, which holds the square of any `f32`.
pub(crate) fn scale_columns(values: &mut [f32], block: usize, inner: usize, factor: impl Fn(f64) -> f64) {
    /// Columns that are summed side by side.
    const WIDTH: usize = 64;
    if values.is_empty() {
        return;
    }
    for block in values.chunks_exact_mut(block) {
        for start in (0..inner).step_by(WIDTH) {
            let columns = start..inner.min(start + WIDTH);
            let mut sums = [0.0; WIDTH];
            for row in block.chunks_exact(inner) {
                sums.iter_mut().zip(&row[columns.clone()]).for_each(|(sum, &x)| *sum += f64::from(x).powi(2));
            }
            sums.iter_mut().for_each(|sum| *sum = factor(sum.sqrt()));
            for row in block.chunks_exact_mut(inner) {
                row[columns.clone()]
                    .iter_mut()
                    .zip(&sums)
                    .for_each(|(x, factor)| *x = (f64::from(*x) * factor) as f32);
            }
        }
    }
}
