//! Matrix products.

mod blocks;
pub(super) mod driver;
mod matrix;
pub(super) mod micro;
pub(super) mod pack;
mod packed;
mod product;
mod square;

#[cfg(test)]
mod tests;

pub use super::pointwise::Pointwise;
pub use matrix::Matrix;
pub(crate) use packed::Packed;

use self::product::Product;
use super::isa::Isa;

/// What happens to an element of a product before it is stored: a bias for its column, then a function.
#[derive(Clone, Copy, Debug, Default)]
pub struct Epilogue<'a> {
    /// Added to each row; one value a column.
    pub bias: Option<&'a [f32]>,
    /// Applied last.
    pub function: Pointwise,
}

/// `out = epilogue(a · b + beta * out)`, where `out` is dense and row-major; `beta` 0 ignores what `out` holds.
///
/// The result is the same whatever the number of threads.
///
/// # Panics
///
/// If `a` has not as many columns as `b` has rows, or `out` or the bias does not fit them.
///
/// ```
/// use keras_runtime::kernels::matmul::{Epilogue, Matrix, matmul};
///
/// let a = Matrix::new(&[1.0, 2.0, 3.0, 4.0], 2, 2);
/// let b = Matrix::new(&[1.0, 1.0, 0.0, 1.0], 2, 2);
/// let mut out = [f32::NAN; 4];
/// matmul(&mut out, a, b.t(), 0.0, Epilogue { bias: Some(&[10.0, 20.0]), ..Epilogue::default() });
/// assert_eq!(out, [13.0, 22.0, 17.0, 24.0]);
/// ```
pub fn matmul(out: &mut [f32], a: Matrix<'_>, b: Matrix<'_>, beta: f32, epilogue: Epilogue<'_>) {
    matmul_on(Isa::chosen(), out, a, b, beta, epilogue);
}

fn matmul_on(isa: Isa, out: &mut [f32], a: Matrix<'_>, b: Matrix<'_>, beta: f32, epilogue: Epilogue<'_>) {
    if b.cols() != 1 || a.rows() == 1 {
        return Product { left: &a, right: b, beta, epilogue }.compute(isa, out);
    }
    // A product of one column is the transposed product of one row, for which there is a shorter way.
    Product { left: &b.t(), right: a.t(), beta, epilogue: Epilogue::default() }.compute(isa, out);
    if let Some(bias) = epilogue.bias {
        out.iter_mut().for_each(|value| *value += bias[0]);
    }
    epilogue.function.apply(out);
}
