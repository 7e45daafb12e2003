//! Diagonals and triangles of matrices. A diagonal is counted by how far it lies to the right of the main one.

use smallvec::smallvec;

use super::super::index::{Walk, attempt, spread, strided};
use super::super::reduce::sum_axis;
use super::super::shape::flatten;
use super::super::where_::where_;
use crate::autodiff::{Tape, Tensor};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Matrix with ones on the diagonal `k` and zeros elsewhere, `(n, m)`. Keras's `M` is `N` if it is not given, and its `k` 0.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::eye(&Tape::new(), 2, 3, 1).to_array(), keras::ndarray::array![[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]].into_dyn());
/// ```
pub fn eye(tape: &Tape, n: usize, m: usize, k: isize) -> Tensor {
    matrix(tape, n, m, |below| below == -(k as i128))
}

/// Identity matrix, `(n, n)`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::identity(&Tape::new(), 2).to_array(), keras::ndarray::array![[1.0, 0.0], [0.0, 1.0]].into_dyn());
/// ```
pub fn identity(tape: &Tape, n: usize) -> Tensor {
    eye(tape, n, n, 0)
}

/// Matrix with ones on the diagonal `k` and below, and zeros above, `(n, m)`. Keras's `M` is `N` if it is not given.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::tri(&Tape::new(), 2, 2, 0).to_array(), keras::ndarray::array![[1.0, 0.0], [1.0, 1.0]].into_dyn());
/// ```
pub fn tri(tape: &Tape, n: usize, m: usize, k: isize) -> Tensor {
    matrix(tape, n, m, |below| below >= -(k as i128))
}

/// A matrix of ones where the row, less the column, is one of those asked for.
fn matrix(tape: &Tape, n: usize, m: usize, is_one: impl Fn(i128) -> bool) -> Tensor {
    tape.constant(&[n, m], |y| {
        for (i, y) in y.chunks_exact_mut(m.max(1)).enumerate() {
            y.iter_mut().enumerate().for_each(|(j, y)| *y = f32::from(is_one(i as i128 - j as i128)));
        }
    })
}

/// Lower triangle of the matrices in the last two axes: zeros above the diagonal `k`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::tril(&x, 0).to_array(), keras::ndarray::array![[1.0, 0.0], [3.0, 4.0]].into_dyn());
/// ```
pub fn tril(x: &Tensor, k: isize) -> Tensor {
    attempt(x, |dims| {
        let [n, m] = sizes("K::tril", dims)?;
        Ok(where_(&tri(x.tape(), n, m, k), x, 0.0))
    })
}

/// Upper triangle of the matrices in the last two axes: zeros below the diagonal `k`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::triu(&x, 0).to_array(), keras::ndarray::array![[1.0, 2.0], [0.0, 4.0]].into_dyn());
/// ```
pub fn triu(x: &Tensor, k: isize) -> Tensor {
    attempt(x, |dims| {
        let [n, m] = sizes("K::triu", dims)?;
        Ok(where_(&tri(x.tape(), n, m, k.saturating_sub(1)), 0.0, x))
    })
}

fn sizes(place: &str, dims: Dims) -> Result<[usize; 2]> {
    match *dims {
        [.., n, m] => Ok([n, m]),
        _ => Err(Error::expected(place, "matrices", dims)),
    }
}

/// Diagonal `k` of a matrix, or the matrix with a vector on its diagonal `k` and zeros elsewhere.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = K::diag(&Tape::new().array(&[1.0, 2.0]), 0);
/// assert_eq!(x.to_array(), keras::ndarray::array![[1.0, 0.0], [0.0, 2.0]].into_dyn());
/// assert_eq!(K::diag(&x, 0).to_array(), keras::ndarray::array![1.0, 2.0].into_dyn());
/// ```
pub fn diag(x: &Tensor, k: isize) -> Tensor {
    attempt(x, |dims| match *dims {
        [_] => Ok(diagflat(x, k)),
        [_, _] => Ok(diagonal(x, k, 0, 1)),
        _ => Err(Error::expected("K::diag", "a vector or a matrix", dims)),
    })
}

/// Matrix with all elements of `x` on its diagonal `k`, and zeros elsewhere.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[5.0]);
/// assert_eq!(K::diagflat(&x, 1).to_array(), keras::ndarray::array![[0.0, 5.0], [0.0, 0.0]].into_dyn());
/// ```
pub fn diagflat(x: &Tensor, k: isize) -> Tensor {
    attempt(x, |dims| {
        let (elements, away) = (dims.elements(), k.unsigned_abs());
        let size = elements.saturating_add(away);
        let into = Dims::new(&[size, size])?;
        let start = if k > 0 { away } else { away * size };
        Ok(spread(&flatten(x), Walk { start, axes: smallvec![(elements, size as isize + 1)] }, into))
    })
}

/// Diagonals of the matrices in two axes, which are removed, along a new last axis. Keras's defaults are 0, 0 and 1.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::diagonal(&x, 0, 0, 1).to_array(), keras::ndarray::array![1.0, 4.0].into_dyn());
/// ```
pub fn diagonal(x: &Tensor, offset: isize, axis1: isize, axis2: isize) -> Tensor {
    strided(x, move |dims| diagonal_walk("K::diagonal", dims, offset, axis1, axis2))
}

/// Trace of the matrices in two axes, which are removed: the sum of their [`diagonal`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::trace(&x, 0, 0, 1).item(), 5.0);
/// ```
pub fn trace(x: &Tensor, offset: isize, axis1: isize, axis2: isize) -> Tensor {
    sum_axis(&strided(x, move |dims| diagonal_walk("K::trace", dims, offset, axis1, axis2)), -1)
}

fn diagonal_walk(place: &str, dims: Dims, offset: isize, axis1: isize, axis2: isize) -> Result<Walk> {
    let [rows, columns] = [dims.axis(place, axis1)?, dims.axis(place, axis2)?];
    if rows == columns {
        return Err(Error::expected(place, "two axes", format!("{axis1} and {axis2} of {dims}")));
    }
    let mut walk = Walk::whole(dims);
    let [(n, down), (m, right)] = [walk.axes[rows], walk.axes[columns]];
    let away = offset.unsigned_abs();
    let (n, m) = if offset < 0 { (n.saturating_sub(away), m) } else { (n, m.saturating_sub(away)) };
    let len = n.min(m);
    if len > 0 {
        walk.start = away * if offset < 0 { down } else { right } as usize;
    }
    walk.axes.remove(rows.max(columns));
    walk.axes.remove(rows.min(columns));
    walk.axes.push((len, down + right));
    Ok(walk)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn diagonals_and_triangles_have_their_gradients() {
        for k in -3..4 {
            check_second_gradient(&[&[2, 3]], |x| {
                sum_axis(&tril(&x[0], k), 0) + sum_axis(&triu(&x[0], k), 0)
            });
            check_second_gradient(&[&[3]], |x| diag(&x[0], k));
            check_second_gradient(&[&[3, 2, 2]], |x| trace(&(&x[0] * &x[0]), k, 0, -1));
        }
        check_second_gradient(&[&[2, 3, 2]], |x| diagonal(&x[0], 1, 2, 1));
    }

    #[test]
    fn a_diagonal_that_is_not_there_is_empty() {
        let tape = Tape::new();
        let x = tape.array(&[[1.0, 2.0]]);
        for k in [-1, 2, isize::MAX, isize::MIN] {
            assert_eq!(*diagonal(&x, k, 0, 1).shape(), [0]);
            assert_eq!(trace(&x, k, 0, 1).item(), 0.0);
            assert!(eye(&tape, 1, 2, k).read(|y| y.iter().all(|&y| y == 0.0)));
        }
        assert!(tape.check().is_ok());
    }

    #[test]
    fn triangles_of_vectors_and_diagonals_of_one_axis_are_errors() {
        let error = |f: fn(&Tensor) -> Tensor| {
            let tape = Tape::new();
            f(&tape.array(&[1.0, 2.0]));
            tape.check().unwrap_err().to_string()
        };
        assert_eq!(error(|x| tril(x, 0)), "K::tril: expected matrices, found (2,)");
        assert_eq!(error(|x| diagonal(x, 0, 0, 0)), "K::diagonal: expected two axes, found 0 and 0 of (2,)");
        assert!(error(|x| diagonal(x, 0, 0, 1)).contains("axis 1 is out of range"));
        assert!(error(|x| diagflat(x, isize::MAX)).contains("too large"));
    }
}
