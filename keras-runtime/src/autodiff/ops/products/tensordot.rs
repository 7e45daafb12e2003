use super::super::arithmetic::multiply;
use super::super::index::attempt;
use super::super::shape::{flatten, view_as};
use super::contract::{Label, Labelled, contract};
use crate::autodiff::Tensor;
use crate::tensor::{Dims, MAX_RANK};
use crate::{Error, Result};

/// Contraction of [`tensordot`]: which axes are summed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contraction {
    /// So many of the last axes of the first tensor, and of the first axes of the second.
    Count(usize),
    /// These axes of the first, each with that of the second at its place.
    Axes(Vec<isize>, Vec<isize>),
}

impl From<usize> for Contraction {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl<const N: usize> From<[[isize; N]; 2]> for Contraction {
    fn from([first, second]: [[isize; N]; 2]) -> Self {
        Self::Axes(first.to_vec(), second.to_vec())
    }
}

/// Tensor product, summed over axes of both: the others of `x1`, then those of `x2`. Keras's `axes` is 2.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (a, b) = (K::ones(&tape, &[2, 3, 4]), K::ones(&tape, &[4, 3, 5]));
/// assert_eq!(*K::tensordot(&a, &b, [[1, 2], [1, 0]]).shape(), [2, 5]);
/// assert_eq!(*K::tensordot(&a, &b, 1).shape(), [2, 3, 3, 5]);
/// ```
pub fn tensordot(x1: &Tensor, x2: &Tensor, axes: impl Into<Contraction>) -> Tensor {
    let (place, axes) = ("K::tensordot", axes.into());
    attempt(x1, |a| {
        let b = x2.shape();
        let found = || format!("{axes:?} of {a} and {b}");
        let [first, second] = match &axes {
            Contraction::Count(count) if *count <= a.rank().min(b.rank()) => {
                [(a.rank() - count..a.rank()).collect(), (0..*count).collect()]
            }
            Contraction::Count(_) => return Err(Error::expected(place, "axes of both tensors", found())),
            Contraction::Axes(first, second) => {
                let named = |dims: Dims, axes: &[isize]| -> Result<Vec<usize>> {
                    axes.iter().map(|&axis| dims.axis(place, axis)).collect()
                };
                [named(a, first)?, named(b, second)?]
            }
        };
        let is_twice = |axes: &[usize]| (1..axes.len()).any(|i| axes[..i].contains(&axes[i]));
        if first.len() != second.len() || is_twice(&first) || is_twice(&second) {
            return Err(Error::expected(place, "pairs of axes, each once", found()));
        }
        summed(place, [x1, x2], [&first, &second])
    })
}

/// Inner product: summed over the last axes of both; a number by a tensor is their product.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// assert_eq!(K::inner(&tape.array(&[1.0, 2.0]), &tape.array(&[3.0, 4.0])).item(), 11.0);
/// ```
pub fn inner(x1: &Tensor, x2: &Tensor) -> Tensor {
    attempt(x1, |a| match (a.rank().checked_sub(1), x2.rank().checked_sub(1)) {
        (Some(first), Some(second)) => summed("K::inner", [x1, x2], [&[first], &[second]]),
        _ => Ok(multiply(x1, x2)),
    })
}

/// Outer product of the elements of both, counted through all axes: `(n, m)`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let y = K::outer(&tape.array(&[1.0, 2.0]), &tape.array(&[3.0, 4.0]));
/// assert_eq!(y.to_array(), keras::ndarray::array![[3.0, 4.0], [6.0, 8.0]].into_dyn());
/// ```
pub fn outer(x1: &Tensor, x2: &Tensor) -> Tensor {
    attempt(x1, |_| summed("K::outer", [&flatten(x1), &flatten(x2)], [&[], &[]]))
}

/// Dot product of the elements of both, counted through all axes: a scalar.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// assert_eq!(K::vdot(&tape.array(&[[1.0, 2.0]]), &tape.array(&[3.0, 4.0])).item(), 11.0);
/// ```
pub fn vdot(x1: &Tensor, x2: &Tensor) -> Tensor {
    attempt(x1, |_| summed("K::vdot", [&flatten(x1), &flatten(x2)], [&[0], &[0]]))
}

/// Kronecker product: `x2`, scaled by each element of `x1` in its place. The tensor of fewer axes has axes of size 1 in front.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let y = K::kron(&tape.array(&[1.0, 10.0]), &tape.array(&[3.0, 4.0]));
/// assert_eq!(y.to_array(), keras::ndarray::array![3.0, 4.0, 30.0, 40.0].into_dyn());
/// ```
pub fn kron(x1: &Tensor, x2: &Tensor) -> Tensor {
    attempt(x1, |a| {
        let b = x2.shape();
        let rank = a.rank().max(b.rank());
        if 2 * rank > MAX_RANK {
            let expected = format!("tensors of at most {} axes", MAX_RANK / 2);
            return Err(Error::expected("K::kron", expected, format!("{a} and {b}")));
        }
        let size =
            |dims: Dims, axis: usize| (axis + dims.rank()).checked_sub(rank).map_or(1, |axis| dims[axis]);
        let sizes = |f: &dyn Fn(usize) -> Vec<usize>| Dims::new(&(0..rank).flat_map(f).collect::<Vec<_>>());
        let between = view_as(x1, sizes(&|axis| vec![size(a, axis), 1])?);
        let within = view_as(x2, sizes(&|axis| vec![1, size(b, axis)])?);
        let joint = sizes(&|axis| vec![size(a, axis).saturating_mul(size(b, axis))])?;
        Ok(view_as(&multiply(&between, within), joint))
    })
}

/// The product of two tensors, summed over pairs of axes.
fn summed(place: &str, factors: [&Tensor; 2], axes: [&[usize]; 2]) -> Result<Tensor> {
    let [a, b] = factors.map(Tensor::shape);
    if let Some((&i, &j)) = axes[0].iter().zip(axes[1]).find(|(i, j)| a[**i] != b[**j]) {
        let why = format!("axis {i} is {} and axis {j} is {}", a[i], b[j]);
        return Err(Error::new(place, format!("cannot multiply {a} and {b}: {why}")));
    }
    let first: Vec<Label> = (0..a.rank() as Label).collect();
    let own = |axis: usize| match axes[1].iter().position(|&other| other == axis) {
        Some(i) => axes[0][i] as Label,
        None => (a.rank() + axis) as Label,
    };
    let second: Vec<Label> = (0..b.rank()).map(own).collect();
    let is_free = |label: &&Label| first.contains(label) != second.contains(label);
    let output: Vec<Label> = first.iter().chain(&second).filter(is_free).copied().collect();
    let [x1, x2] = factors.map(Tensor::clone);
    contract(
        vec![Labelled { tensor: x1, labels: first.clone() }, Labelled { tensor: x2, labels: second.clone() }],
        &output,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::{check_gradient, check_second_gradient};

    #[test]
    fn products_of_tensors_have_their_gradients() {
        check_second_gradient(&[&[2, 3], &[3, 2]], |x| tensordot(&x[0], &x[1], 1));
        check_gradient(&[&[2, 3, 2], &[2, 3]], |x| tensordot(&x[0], &x[1], [[0, 1], [0, -1]]));
        check_gradient(&[&[2], &[3]], |x| tensordot(&x[0], &x[1], 0));
        check_gradient(&[&[2, 3], &[2, 3]], |x| tensordot(&x[0], &x[1], 2));
        check_gradient(&[&[2, 3], &[2, 3]], |x| inner(&x[0], &x[1]));
        check_gradient(&[&[2, 3], &[]], |x| inner(&x[0], &x[1]));
        check_gradient(&[&[2, 2], &[3]], |x| outer(&x[0], &x[1]));
        check_gradient(&[&[2, 3], &[6]], |x| vdot(&x[0], &x[1]));
        check_gradient(&[&[2, 2], &[3]], |x| kron(&x[0], &x[1]));
    }

    #[test]
    fn axes_that_do_not_fit_are_an_error() {
        let error = |f: fn(&Tensor, &Tensor) -> Tensor| {
            let tape = Tape::new();
            f(&tape.array(&[[1.0, 2.0, 3.0]]), &tape.array(&[1.0, 2.0]));
            tape.check().unwrap_err().to_string()
        };
        assert_eq!(
            error(|a, b| tensordot(a, b, 1)),
            "K::tensordot: cannot multiply (1, 3) and (2,): axis 1 is 3 and axis 0 is 2"
        );
        assert!(error(|a, b| tensordot(a, b, 2)).contains("axes of both tensors, found Count(2)"));
        assert!(error(|a, b| tensordot(a, b, [[1], [1]])).contains("axis 1 is out of range"));
        assert!(error(|a, b| tensordot(a, b, [[0, 0], [0, 0]])).contains("pairs of axes, each once"));
        assert!(error(inner).contains("K::inner: cannot multiply (1, 3) and (2,)"));
        assert!(error(vdot).contains("axis 0 is 3 and axis 0 is 2"));
    }
}
