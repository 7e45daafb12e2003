//! Matrices put together.

/// Each row of `y` is the next row of each of `parts`, which are matrices of so many columns, one after the other.
pub(crate) fn concatenate(parts: &[(&[f32], usize)], y: &mut [f32]) {
    let cols = parts.iter().map(|&(_, cols)| cols).sum::<usize>().max(1);
    for (row, mut y) in y.chunks_exact_mut(cols).enumerate() {
        for &(x, cols) in parts {
            let (part, rest) = y.split_at_mut(cols);
            part.copy_from_slice(&x[row * cols..][..cols]);
            y = rest;
        }
    }
}

/// Sets the diagonal of a matrix of `cols` columns.
pub(crate) fn fill_diagonal(matrix: &mut [f32], cols: usize, value: f32) {
    matrix.iter_mut().step_by(cols + 1).take(cols).for_each(|x| *x = value);
}
