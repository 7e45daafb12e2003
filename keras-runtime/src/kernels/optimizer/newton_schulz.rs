//! Newton-Schulz iteration: the orthogonal factor of a matrix, by products alone.

use crate::kernels::matmul::{Epilogue, Matrix, matmul};
use crate::kernels::reduce::sum_of_squares;

/// About the orthogonal matrix that is nearest to one of `rows` × `cols`: of its singular value decomposition `U·S·Vᵀ`
/// the product `U·Vᵀ`. Each of so many `steps` is `X ← a·X + (b·A + c·A²)·X`, where `A = X·Xᵀ`. What is in `scratch`
/// does not matter; the result is a part of it.
///
/// # Panics
///
/// If `matrix` has not `rows * cols` numbers.
pub(crate) fn newton_schulz(
    matrix: impl Iterator<Item = f32>,
    [rows, cols]: [usize; 2],
    [a, b, c]: [f32; 3],
    steps: u64,
    scratch: &mut Vec<f32>,
) -> &[f32] {
    let short = rows.min(cols);
    let (size, square) = (rows * cols, short * short);
    scratch.resize(2 * size + 2 * square, 0.0);
    let (x, rest) = scratch.split_at_mut(size);
    let (product, rest) = rest.split_at_mut(size);
    let (gram, polynomial) = rest.split_at_mut(square);
    assert_eq!(x.iter_mut().zip(matrix).map(|(x, value)| *x = value).count(), size);
    let norm = sum_of_squares(x).sqrt() as f32 + 1e-7;
    x.iter_mut().for_each(|x| *x /= norm);
    for _ in 0..steps {
        let matrix = Matrix::new(x, rows, cols);
        // The smaller of the two Gram matrices: that of the columns is for the transposed matrix.
        let wide = if rows > cols { matrix.t() } else { matrix };
        matmul(gram, wide, wide.t(), 0.0, Epilogue::default());
        let square = Matrix::new(gram, short, short);
        matmul(polynomial, square, square, 0.0, Epilogue::default());
        polynomial.iter_mut().zip(&*gram).for_each(|(square, gram)| *square = b * gram + c * *square);
        let polynomial = Matrix::new(polynomial, short, short);
        let (left, right) = if rows > cols { (matrix, polynomial.t()) } else { (polynomial, matrix) };
        matmul(product, left, right, 0.0, Epilogue::default());
        x.iter_mut().zip(&*product).for_each(|(x, product)| *x = a * *x + product);
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tall_and_wide_matrices_become_nearly_orthogonal() {
        for [rows, cols] in [[3, 5], [5, 3], [4, 4], [1, 6]] {
            let matrix = (0..rows * cols).map(|i| ((i * i + 1) as f32).sin());
            let mut scratch = vec![f32::NAN; 7];
            let matrix = newton_schulz(matrix, [rows, cols], [1.5, -0.5, 0.0], 30, &mut scratch);
            let short = rows.min(cols);
            for i in 0..short {
                for j in 0..short {
                    let at = |i: usize, k: usize| {
                        if rows > cols { matrix[k * cols + i] } else { matrix[i * cols + k] }
                    };
                    let dot: f32 = (0..rows.max(cols)).map(|k| at(i, k) * at(j, k)).sum();
                    let expected = if i == j { 1.0 } else { 0.0 };
                    assert!((dot - expected).abs() < 1e-3, "{rows} × {cols}, {i}, {j}: {dot}");
                }
            }
        }
    }
}
