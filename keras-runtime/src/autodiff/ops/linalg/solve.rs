//! Systems of linear equations.

use smallvec::{SmallVec, smallvec};

use super::batched::{Core, MatrixFunction, apply, square};
use crate::autodiff::Tensor;
use crate::kernels::linalg::{Dense, Lu, solve_triangular as solved};

/// Inverse of square matrices: `(..., n, n)` gives the same. A singular matrix is an error.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[2.0, 0.0], [0.0, 4.0]]);
/// assert_eq!(K::inv(&x).to_array(), keras::ndarray::array![[0.5, 0.0], [0.0, 0.25]].into_dyn());
/// ```
pub fn inv(x: &Tensor) -> Tensor {
    let [y] = apply(Inverse, &[x]);
    y
}

/// Solution `x` of the linear equations `a · x = b`: square matrices `(..., n, n)` and `(..., n, k)` give `(..., n,
/// k)`, and with `(..., n)` they give `(..., n)`. The leading axes are the same, and a singular matrix is an error.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (a, b) = (tape.array(&[[1.0, 2.0], [0.0, 4.0]]), tape.array(&[5.0, 8.0]));
/// assert_eq!(K::solve(&a, &b).to_array(), keras::ndarray::array![1.0, 2.0].into_dyn());
/// ```
pub fn solve(a: &Tensor, b: &Tensor) -> Tensor {
    let [x] = apply(Solve { is_vector: is_vector(a, b) }, &[a, b]);
    x
}

/// Solution `x` of the linear equations `a · x = b` with triangular matrices: shapes are those of [`solve`]. Of `a` the
/// triangle on and below the diagonal counts if `lower`, else that on and above it; one with a 0 on its diagonal is an
/// error.
pub fn solve_triangular(a: &Tensor, b: &Tensor, lower: bool) -> Tensor {
    let [x] = apply(SolveTriangular { is_vector: is_vector(a, b), lower }, &[a, b]);
    x
}

/// Whether the right sides are vectors.
fn is_vector(a: &Tensor, b: &Tensor) -> bool {
    a.rank() == b.rank() + 1
}

/// Axes of the matrices and of the right sides.
const fn ranks(is_vector: bool) -> &'static [usize] {
    if is_vector { &[2, 1] } else { &[2, 2] }
}

/// The shape of a solution.
fn solution(x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str> {
    let size = square(&x[..1])?;
    match x[1] {
        Core::Vector(rows) | Core::Matrix(rows, _) if rows == size => Ok(smallvec![x[1]]),
        _ => Err("as many rows on both sides"),
    }
}

#[derive(Clone, Copy)]
struct Inverse;

impl MatrixFunction for Inverse {
    const NAME: &'static str = "K::inv";

    fn outputs(&self, x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str> {
        square(x).map(|_| smallvec![x[0]])
    }

    fn forward(&self, x: &[Dense]) -> Result<Vec<Dense>, &'static str> {
        let lu = Lu::of(&x[0]);
        if lu.is_singular() { Err(SINGULAR) } else { Ok(vec![lu.solve(&Dense::identity(x[0].rows))]) }
    }

    fn backward(&self, _: &[Dense], y: &[Dense], dy: &[Dense]) -> Vec<Dense> {
        vec![y[0].t().dot(&dy[0]).dot(&y[0].t()).scaled(-1.0)]
    }
}

#[derive(Clone, Copy)]
struct Solve {
    is_vector: bool,
}

impl MatrixFunction for Solve {
    const NAME: &'static str = "K::solve";

    fn ranks(&self) -> &'static [usize] {
        ranks(self.is_vector)
    }

    fn outputs(&self, x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str> {
        solution(x)
    }

    fn forward(&self, x: &[Dense]) -> Result<Vec<Dense>, &'static str> {
        let lu = Lu::of(&x[0]);
        if lu.is_singular() { Err(SINGULAR) } else { Ok(vec![lu.solve(&x[1])]) }
    }

    fn backward(&self, x: &[Dense], y: &[Dense], dy: &[Dense]) -> Vec<Dense> {
        let db = Lu::of(&x[0].t()).solve(&dy[0]);
        vec![db.dot(&y[0].t()).scaled(-1.0), db]
    }
}

#[derive(Clone, Copy)]
struct SolveTriangular {
    is_vector: bool,
    lower: bool,
}

impl MatrixFunction for SolveTriangular {
    const NAME: &'static str = "K::solve_triangular";

    fn ranks(&self) -> &'static [usize] {
        ranks(self.is_vector)
    }

    fn outputs(&self, x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str> {
        solution(x)
    }

    fn forward(&self, x: &[Dense]) -> Result<Vec<Dense>, &'static str> {
        let is_singular = (0..x[0].rows).any(|i| x[0][(i, i)] == 0.0);
        if is_singular { Err(SINGULAR) } else { Ok(vec![solved(&x[0], &x[1], self.lower)]) }
    }

    fn backward(&self, x: &[Dense], y: &[Dense], dy: &[Dense]) -> Vec<Dense> {
        let db = solved(&x[0].t(), &dy[0], !self.lower);
        let da = db.dot(&y[0].t()).scaled(-1.0);
        vec![if self.lower { da.lower(1.0) } else { da.upper() }, db]
    }
}

const SINGULAR: &str = "it is singular";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::ops::linalg::test_support::positive;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn inverses_and_solutions_have_their_gradients() {
        check_gradient(&[&[2, 3, 3]], |x| inv(&positive(&x[0])));
        check_gradient(&[&[2, 3, 3], &[2, 3, 2]], |x| solve(&positive(&x[0]), &x[1]));
        check_gradient(&[&[2, 3, 3], &[2, 3]], |x| solve(&positive(&x[0]), &x[1]));
        for lower in [false, true] {
            check_gradient(&[&[3, 3], &[3, 2]], |x| solve_triangular(&positive(&x[0]), &x[1], lower));
        }
    }

    #[test]
    fn what_has_no_solution_is_an_error() {
        let singular = "K::solve, matrix 0: it is singular";
        for (a, b, message) in [
            (vec![1, 2, 2], vec![1, 2, 1], singular),
            (vec![2, 3], vec![2, 1], "K::solve: expected square matrices, found (2, 3) and (2, 1)"),
            (
                vec![2, 2],
                vec![3, 1],
                "K::solve: expected as many rows on both sides, found (2, 2) and (3, 1)",
            ),
            (
                vec![2, 2, 2],
                vec![3, 2, 1],
                "K::solve: expected the same leading axes, found (2, 2, 2) and (3, 2, 1)",
            ),
            (
                vec![0, 0],
                vec![0, 1],
                "K::solve: expected at least one row and column, found (0, 0) and (0, 1)",
            ),
        ] {
            let tape = Tape::new();
            let ones = |shape: &[usize]| tape.constant(shape, |x| x.fill(1.0));
            solve(&ones(&a), &ones(&b));
            assert_eq!(tape.check().unwrap_err().to_string(), message);
        }
    }
}
