use super::super::binary::Operand;
use super::super::concatenate::concatenate;
use super::super::shape::{expand_dims, flatten};
use super::super::where_::where_;
use crate::autodiff::{Tape, Tensor};
use crate::{Error, Result};

/// Appends the elements of `x2` to those of `x1`, both counted through all axes: a vector.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let y = K::append(&tape.array(&[1.0]), &tape.array(&[[2.0, 3.0]]));
/// assert_eq!(y.to_array(), keras::ndarray::array![1.0, 2.0, 3.0].into_dyn());
/// ```
pub fn append(x1: &Tensor, x2: &Tensor) -> Tensor {
    concatenate(&[flatten(x1), flatten(x2)], 0)
}

/// Appends `x2` to `x1` along `axis`; the other axes have to be equal.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let y = K::append_axis(&tape.array(&[[1.0]]), &tape.array(&[[2.0, 3.0]]), 1);
/// assert_eq!(y.to_array(), keras::ndarray::array![[1.0, 2.0, 3.0]].into_dyn());
/// ```
pub fn append_axis(x1: &Tensor, x2: &Tensor, axis: isize) -> Tensor {
    concatenate(&[x1.clone(), x2.clone()], axis)
}

/// Stacks horizontally: along axis 1, or axis 0 of vectors and numbers.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let y = K::hstack(&[tape.array(&[1.0]), tape.array(&[2.0])]);
/// assert_eq!(y.to_array(), keras::ndarray::array![1.0, 2.0].into_dyn());
/// ```
pub fn hstack(xs: &[Tensor]) -> Tensor {
    let rows = with_axes(xs, 1);
    concatenate(&rows, if rows.first().is_some_and(|x| x.rank() > 1) { 1 } else { 0 })
}

/// Stacks vertically: along axis 0, where vectors are rows.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let y = K::vstack(&[tape.array(&[1.0]), tape.array(&[2.0])]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[1.0], [2.0]].into_dyn());
/// ```
pub fn vstack(xs: &[Tensor]) -> Tensor {
    concatenate(&with_axes(xs, 2), 0)
}

/// Stacks in depth: along axis 2, where a vector is a row and a matrix has a last axis of size 1.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let y = K::dstack(&[tape.array(&[1.0]), tape.array(&[2.0])]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[1.0, 2.0]]].into_dyn());
/// ```
pub fn dstack(xs: &[Tensor]) -> Tensor {
    concatenate(&with_axes(xs, 3), 2)
}

/// The tensors with this many axes at least.
fn with_axes(xs: &[Tensor], rank: usize) -> Vec<Tensor> {
    let with_axes =
        |x: &Tensor| (x.rank()..rank).fold(x.clone(), |x, had| expand_dims(&x, if had == 2 { 2 } else { 0 }));
    xs.iter().map(with_axes).collect()
}

/// Selects by several conditions: of each element the choice of the first condition that is not 0, and `default` where none
/// is; all broadcast as in NumPy.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let x = tape.array(&[-2.0, 0.5, 3.0]);
/// let y = K::select(&[K::less(&x, 0.0), K::greater(&x, 1.0)], &[K::negative(&x), K::square(&x)], 0.0);
/// assert_eq!(y.to_array(), keras::ndarray::array![2.0, 0.0, 9.0].into_dyn());
/// ```
pub fn select(condlist: &[Tensor], choicelist: &[Tensor], default: impl Operand) -> Tensor {
    let chosen = || -> Result<Tensor> {
        let Some(first) = condlist.first().filter(|_| condlist.len() == choicelist.len()) else {
            let found = format!("{} and {}", condlist.len(), choicelist.len());
            return Err(Error::expected("K::select", "conditions and as many choices", found));
        };
        let pairs = condlist.iter().zip(choicelist).rev();
        Ok(pairs.fold(default.on(first.tape()), |rest, (condition, choice)| where_(condition, choice, rest)))
    };
    chosen().unwrap_or_else(|error| match condlist.iter().chain(choicelist).next() {
        Some(x) => x.tape().fail(error),
        None => Tape::inference().fail(error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn what_is_joined_or_selected_has_its_gradient() {
        check_gradient(&[&[2, 2], &[3]], |x| append(&x[0], &x[1]));
        check_gradient(&[&[2], &[2]], hstack);
        check_gradient(&[&[2, 1], &[2, 2]], |x| append_axis(&x[0], &x[1], 1) + hstack(x));
        check_gradient(&[&[2], &[1, 2]], vstack);
        check_gradient(&[&[2, 2], &[2, 2, 1]], dstack);
        check_gradient(&[&[4], &[4], &[]], |x| {
            let tape = x[0].tape();
            let conditions = [tape.array(&[1.0, 0.0, 0.0, 1.0]), tape.array(&[1.0, 1.0, 0.0, 0.0])];
            select(&conditions, &x[..2], &x[2])
        });
    }

    #[test]
    fn numbers_are_stacked_as_vectors() {
        let tape = Tape::new();
        let numbers = [1.0, 2.0].map(|x| tape.constant(&[], |y| y[0] = x));
        assert_eq!(*hstack(&numbers).shape(), [2]);
        assert_eq!(*vstack(&numbers).shape(), [2, 1]);
        assert_eq!(*dstack(&numbers).shape(), [1, 1, 2]);
    }

    #[test]
    fn conditions_without_choices_are_an_error() {
        let tape = Tape::new();
        select(&[tape.array(&[1.0])], &[], 0.0);
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::select: expected conditions and as many choices, found 1 and 0");
    }
}
