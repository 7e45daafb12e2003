//! Factored second moments: a matrix of mean squares as the product of a column and a row.

/// Moves the means of the rows and of the columns of `gradient² + epsilon` towards those of this gradient, by the share
/// `rest`, and writes what they say of each number to `moment`. The last two axes, of `rows` × `cols`, are matrices.
///
/// # Panics
///
/// If the lengths do not fit.
pub(crate) fn factored_moment(
    gradient: &[f32],
    [rows, cols]: [usize; 2],
    epsilon: f32,
    rest: f32,
    [of_rows, of_cols, moment]: [&mut [f32]; 3],
) {
    let matrices =
        gradient.chunks_exact((rows * cols).max(1)).zip(moment.chunks_exact_mut((rows * cols).max(1)));
    let factors = of_rows.chunks_exact_mut(rows.max(1)).zip(of_cols.chunks_exact_mut(cols.max(1)));
    for ((gradient, moment), (of_rows, of_cols)) in matrices.zip(factors) {
        of_cols.iter_mut().for_each(|mean| *mean *= 1.0 - rest);
        for (gradient, of_row) in gradient.chunks_exact(cols).zip(&mut *of_rows) {
            let mut sum = 0.0;
            for (gradient, of_col) in gradient.iter().zip(&mut *of_cols) {
                let square = gradient * gradient + epsilon;
                sum += square;
                *of_col += rest * (square / rows as f32);
            }
            *of_row = (1.0 - rest) * *of_row + rest * (sum / cols as f32);
        }
        let mean = of_rows.iter().sum::<f32>() / rows as f32;
        for (moment, of_row) in moment.chunks_exact_mut(cols).zip(&*of_rows) {
            let of_row = of_row / mean;
            moment.iter_mut().zip(&*of_cols).for_each(|(moment, of_col)| *moment = of_row * of_col);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_of_a_product_of_factors_is_found_again() {
        let gradient: Vec<f32> = [1.0f32, 2.0].iter().flat_map(|a| [3.0, 1.0, 0.5].map(|b| a * b)).collect();
        let (mut of_rows, mut of_cols, mut moment) = ([9.0; 2], [9.0; 3], [f32::NAN; 6]);
        factored_moment(&gradient, [2, 3], 0.0, 1.0, [&mut of_rows, &mut of_cols, &mut moment]);
        for (moment, gradient) in moment.iter().zip(&gradient) {
            assert!((moment - gradient * gradient).abs() < 1e-5);
        }
    }
}
