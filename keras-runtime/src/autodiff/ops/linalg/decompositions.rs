//! LU, QR, eigenvalue and singular value decompositions.

use smallvec::{SmallVec, smallvec};

use super::batched::{Core, MatrixFunction, apply, square};
use crate::autodiff::Tensor;
use crate::kernels::linalg::{
    Dense, Lu, completed, eigh as eigen, qr as householder, solve_triangular, svd as jacobi,
};

/// LU decomposition with partial pivoting of square matrices: `(..., n, n)` gives both factors in one `(..., n, n)`,
/// the ones on the diagonal of the lower one left out, and the pivots `(..., n)`: the index of the row that each row
/// was exchanged with, in that order.
pub fn lu_factor(x: &Tensor) -> (Tensor, Tensor) {
    let [factors, pivots] = apply(LuFactor, &[x]);
    (factors, pivots)
}

/// How many columns the orthogonal matrices of [`qr`] have.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum QrMode {
    /// As many as the matrix has rows or columns, whichever are fewer.
    #[default]
    Reduced,
    /// As many as the matrix has rows.
    Complete,
}

/// QR decomposition of matrices: `(..., m, n)` gives orthogonal ones `(..., m, k)` and upper triangular ones `(..., k,
/// n)`, where `k` is the smaller of `m` and `n`, or `m` in the mode [`Complete`](QrMode::Complete). The columns by
/// which a complete matrix goes beyond the reduced one are any that fit; for a gradient they turn with the others alone.
pub fn qr(x: &Tensor, mode: QrMode) -> (Tensor, Tensor) {
    let [q, r] = apply(Qr { mode }, &[x]);
    (q, r)
}

/// Eigenvalues, from the least on, and eigenvectors of symmetric matrices: `(..., n, n)`, of which the mean of each and
/// its transpose counts, gives `(..., n)` and `(..., n, n)`, whose columns are the vectors. Their signs, and vectors of
/// equal values, are any that fit; what depends on these has no gradient that is a number.
pub fn eigh(x: &Tensor) -> (Tensor, Tensor) {
    let [values, vectors] = apply(Eigh, &[x]);
    (values, vectors)
}

/// Singular value decomposition of matrices: `(..., m, n)` gives `u`, `s` and `vt`, whose product `u · diagonal(s) ·
/// vt` they are. The values `s`, `(..., k)` for the smaller `k` of `m` and `n`, are from the greatest on; `u` is `(...,
/// m, k)` and `vt` `(..., k, n)`, or with `full_matrices` `(..., m, m)` and `(..., n, n)`. Signs, vectors of equal
/// values, and those beyond `k` are any that fit; what depends on these has no gradient that is a number. Keras's
/// `full_matrices` is true by default, and its `compute_uv = False` is the second of the three.
pub fn svd(x: &Tensor, full_matrices: bool) -> (Tensor, Tensor, Tensor) {
    let [u, s, vt] = apply(Svd { full_matrices }, &[x]);
    (u, s, vt)
}

/// The sizes of one matrix.
fn matrix(x: &[Core]) -> Result<(usize, usize), &'static str> {
    match x {
        &[Core::Matrix(rows, cols)] => Ok((rows, cols)),
        _ => Err("matrices"),
    }
}

#[derive(Clone, Copy)]
struct LuFactor;

impl MatrixFunction for LuFactor {
    const NAME: &'static str = "K::lu_factor";

    fn outputs(&self, x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str> {
        square(x).map(|size| smallvec![x[0], Core::Vector(size)])
    }

    fn forward(&self, x: &[Dense]) -> Result<Vec<Dense>, &'static str> {
        let Lu { factors, pivots } = Lu::of(&x[0]);
        let pivots = Dense::from_fn(pivots.len(), 1, |i, _| pivots[i] as f64);
        Ok(vec![factors, pivots])
    }

    fn backward(&self, x: &[Dense], _: &[Dense], dy: &[Dense]) -> Vec<Dense> {
        let lu = Lu::of(&x[0]);
        let (lower, upper) = (lu.lower(), lu.factors.upper());
        // Pᵀ · l⁻ᵀ · (below(lᵀ · dl) + above(du · uᵀ)) · u⁻ᵀ.
        let dl = dy[0].lower(0.0);
        let inner = lower.t().dot(&dl).lower(0.0).plus(&dy[0].upper().dot(&upper.t()).upper());
        let left = solve_triangular(&lower.t(), &inner, false);
        vec![lu.restored(&solve_triangular(&upper, &left.t(), false).t())]
    }
}

#[derive(Clone, Copy)]
struct Qr {
    mode: QrMode,
}

impl MatrixFunction for Qr {
    const NAME: &'static str = "K::qr";

    fn outputs(&self, x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str> {
        let (rows, cols) = matrix(x)?;
        let size = if self.mode == QrMode::Reduced { rows.min(cols) } else { rows };
        Ok(smallvec![Core::Matrix(rows, size), Core::Matrix(size, cols)])
    }

    fn forward(&self, x: &[Dense]) -> Result<Vec<Dense>, &'static str> {
        let (q, r) = householder(&x[0]);
        let size = if self.mode == QrMode::Reduced { x[0].rows.min(x[0].cols) } else { x[0].rows };
        Ok(vec![q.corner(q.rows, size), r.corner(size, r.cols)])
    }

    fn backward(&self, x: &[Dense], y: &[Dense], dy: &[Dense]) -> Vec<Dense> {
        let (rows, cols) = (x[0].rows, x[0].cols);
        let size = rows.min(cols);
        let (q, r) = (y[0].corner(rows, size), y[1].corner(size, size));
        let (mut dq, dr) = (dy[0].corner(rows, size), dy[1].corner(size, cols));
        // A wide matrix is a square one and what its factor says of the other columns: r₂ = qᵀ · x₂.
        let (others, d_others) = (x[0].columns_from(size), dr.columns_from(size));
        dq = dq.plus(&others.dot(&d_others.t()));
        let inner = r.dot(&dr.corner(size, size).t()).minus(&dq.t().dot(&q));
        let copied = inner.lower(1.0).plus(&inner.lower(0.0).t());
        // The columns beyond turn with the others, and no more than that.
        let beyond = y[0].columns_from(size).dot(&dy[0].columns_from(size).t()).dot(&q);
        let first = solve_triangular(&r, &dq.plus(&q.dot(&copied)).minus(&beyond).t(), false).t();
        let last = q.dot(&d_others);
        vec![x[0].map(|i, j, _| if j < size { first[(i, j)] } else { last[(i, j - size)] })]
    }
}

#[derive(Clone, Copy)]
struct Eigh;

impl MatrixFunction for Eigh {
    const NAME: &'static str = "K::eigh";

    fn outputs(&self, x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str> {
        square(x).map(|size| smallvec![Core::Vector(size), x[0]])
    }

    fn forward(&self, x: &[Dense]) -> Result<Vec<Dense>, &'static str> {
        let (values, vectors) = eigen(&finite(&x[0])?.symmetric());
        Ok(vec![Dense { rows: values.len(), cols: 1, values }, vectors])
    }

    fn backward(&self, _: &[Dense], y: &[Dense], dy: &[Dense]) -> Vec<Dense> {
        let (values, vectors) = (&y[0].values, &y[1]);
        let turned = vectors.t().dot(&dy[1]);
        let inner = turned.map(|i, j, turn| match i == j {
            true => dy[0].values[i],
            false => quotient(turn, values[j] - values[i]),
        });
        vec![vectors.dot(&inner).dot(&vectors.t()).symmetric()]
    }
}

#[derive(Clone, Copy)]
struct Svd {
    full_matrices: bool,
}

impl MatrixFunction for Svd {
    const NAME: &'static str = "K::svd";

    fn outputs(&self, x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str> {
        let (rows, cols) = matrix(x)?;
        let size = rows.min(cols);
        let (left, right) = if self.full_matrices { (rows, cols) } else { (size, size) };
        Ok(smallvec![Core::Matrix(rows, left), Core::Vector(size), Core::Matrix(right, cols)])
    }

    fn forward(&self, x: &[Dense]) -> Result<Vec<Dense>, &'static str> {
        let (mut u, s, mut vt) = jacobi(finite(&x[0])?);
        if self.full_matrices {
            (u, vt) = (completed(&u, s.len(), u.rows), completed(&vt.t(), s.len(), vt.cols).t());
        }
        Ok(vec![u, Dense { rows: s.len(), cols: 1, values: s }, vt])
    }

    fn backward(&self, x: &[Dense], y: &[Dense], dy: &[Dense]) -> Vec<Dense> {
        let (s, size) = (&y[1].values, y[1].rows);
        let ([u, du], [v, dv]) = ([&y[0], &dy[0]], [y[2].t(), dy[2].t()]);
        let beyond = [du.columns_from(size), dv.columns_from(size)];
        if beyond.iter().flat_map(|columns| &columns.values).any(|&value| value != 0.0) {
            return vec![x[0].scaled(f64::NAN)];
        }
        let [u, du] = [u, du].map(|columns| columns.corner(columns.rows, size));
        let [v, dv] = [&v, &dv].map(|columns| columns.corner(columns.rows, size));
        // Townsend, "Differentiating the singular value decomposition" (2016).
        let turned = |vectors: &Dense, gradient: &Dense| {
            let turn = vectors.t().dot(gradient);
            turn.minus(&turn.t()).map(|i, j, turn| match i == j {
                true => 0.0,
                false => quotient(turn, (s[j] - s[i]) * (s[j] + s[i])),
            })
        };
        let diagonal = Dense::diagonal(s);
        let inner = turned(&u, &du).dot(&diagonal).plus(&diagonal.dot(&turned(&v, &dv)));
        let inner = inner.plus(&Dense::diagonal(&dy[1].values));
        // What leaves the space of the vectors, which only a matrix that is not square has.
        let outside = |vectors: &Dense, gradient: &Dense| {
            let rest = gradient.minus(&vectors.dot(&vectors.t().dot(gradient)));
            rest.map(|_, j, value| quotient(value, s[j]))
        };
        let mut dx = u.dot(&inner).dot(&v.t());
        if u.rows > size {
            dx = dx.plus(&outside(&u, &du).dot(&v.t()));
        }
        if v.rows > size {
            dx = dx.plus(&u.dot(&outside(&v, &dv).t()));
        }
        vec![dx]
    }
}

/// A quotient whose divisor may be 0, as it is for equal values: then only 0 has one.
fn quotient(numerator: f64, divisor: f64) -> f64 {
    if numerator == 0.0 { 0.0 } else { numerator / divisor }
}

/// A matrix of finite numbers: rotations end for no other.
fn finite(x: &Dense) -> Result<&Dense, &'static str> {
    if x.values.iter().all(|value| value.is_finite()) {
        Ok(x)
    } else {
        Err("it has numbers that are not finite")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::ops::linalg::test_support::positive;
    use crate::autodiff::ops::{concatenate, flatten, square as squared};
    use crate::autodiff::testing::check_gradient;

    /// All of several tensors in one.
    fn all(tensors: &[&Tensor]) -> Tensor {
        concatenate(&tensors.iter().map(|x| flatten(x)).collect::<Vec<_>>(), 0)
    }

    #[test]
    fn lu_and_qr_have_their_gradients() {
        check_gradient(&[&[2, 3, 3]], |x| lu_factor(&positive(&x[0])).0);
        for shape in [[3, 3], [4, 2], [2, 4]] {
            check_gradient(&[&shape], |x| {
                let (q, r) = qr(&x[0], QrMode::Reduced);
                all(&[&q, &r])
            });
        }
        check_gradient(&[&[4, 2]], |x| qr(&x[0], QrMode::Complete).1);
    }

    #[test]
    fn eigenvalues_and_vectors_have_their_gradients_whatever_the_signs() {
        check_gradient(&[&[2, 3, 3]], |x| {
            let (values, vectors) = eigh(&x[0]);
            all(&[&values, &squared(&vectors)])
        });
    }

    #[test]
    fn singular_values_and_vectors_have_their_gradients_whatever_the_signs() {
        for shape in [[3, 3], [4, 2], [2, 4]] {
            check_gradient(&[&shape], |x| {
                let (u, s, vt) = svd(&x[0], false);
                all(&[&squared(&u), &s, &squared(&vt)])
            });
            check_gradient(&[&shape], |x| svd(&x[0], true).1);
        }
    }
}
