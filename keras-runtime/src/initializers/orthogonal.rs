//! Orthogonal initializer: random matrices with orthonormal rows or columns.

use crate::kernels::orthonormal::{orthonormalize, write_basis};
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
    orthonormalize(&mut basis, length);
    write_basis(&basis, length, gain, rows < columns, out);
}
