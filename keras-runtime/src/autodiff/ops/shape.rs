use smallvec::SmallVec;

use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::tensor::{Dims, MAX_RANK};
use crate::{Error, Result};

/// Reshapes: the same values in another shape; one size may be -1, and follows from the others.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
/// assert_eq!(*K::reshape(&x, &[3, -1]).shape(), [3, 2]);
/// ```
pub fn reshape(x: &Tensor, shape: &[isize]) -> Tensor {
    let shape: SmallVec<[isize; MAX_RANK]> = shape.into();
    view(x, move |dims| reshaped(dims, &shape))
}

/// Flattens all values into one axis.
pub fn flatten(x: &Tensor) -> Tensor {
    view(x, |dims| Dims::new(&[dims.elements()]))
}

/// Flattens each sample: `(batch, ...)` becomes `(batch, n)`.
pub fn batch_flatten(x: &Tensor) -> Tensor {
    view(x, |dims| match *dims {
        [batch, ref rest @ ..] => Dims::new(&[batch, rest.iter().product()]),
        [] => Err(Error::expected("K::batch_flatten", "a tensor with a batch axis", dims)),
    })
}

/// Expands the shape by a new axis of size 1 at `axis`, which may count from the end of the new shape.
pub fn expand_dims(x: &Tensor, axis: isize) -> Tensor {
    view(x, move |dims| {
        let rank = dims.rank() as isize + 1;
        if (-rank..rank).contains(&axis) {
            return dims.with(axis.rem_euclid(rank) as usize, 1);
        }
        Err(Error::new("K::expand_dims", format!("axis {axis} is out of range for a new axis of {dims}")))
    })
}

/// Squeezes (removes) an axis, whose size has to be 1; a negative `axis` counts from the end.
pub fn squeeze(x: &Tensor, axis: isize) -> Tensor {
    view(x, move |dims| {
        let axis = dims.axis("K::squeeze", axis)?;
        if dims[axis] == 1 {
            return Ok(dims.without(axis));
        }
        let found = format!("{} at axis {axis} of {dims}", dims[axis]);
        Err(Error::expected("K::squeeze", "a size of 1", found))
    })
}

/// Stops the gradient (detach): the same values, taken for constants. No gradient reaches what they were computed from.
pub fn stop_gradient(x: &Tensor) -> Tensor {
    x.tape().detach(x)
}

fn reshaped(x: Dims, shape: &[isize]) -> Result<Dims> {
    let error = |why: String| {
        let text = shape.iter().map(isize::to_string).collect::<Vec<_>>().join(", ");
        Err(Error::new("K::reshape", format!("cannot reshape {x} to ({text}): {why}")))
    };
    let open = shape.iter().filter(|&&size| size == -1).count();
    if open > 1 || shape.iter().any(|&size| size < -1) {
        return error("one size may be -1, the others count".into());
    }
    let known =
        shape.iter().filter(|&&size| size >= 0).try_fold(1usize, |n, &size| n.checked_mul(size as usize));
    let (elements, known) = (x.elements(), known.unwrap_or(usize::MAX));
    if open == 0 && elements != known {
        return error(format!("{elements} elements are not {known}"));
    }
    if open == 1 && (known == 0 || elements % known != 0) {
        return error(format!("{elements} elements do not divide by {known}"));
    }
    let sizes = shape.iter().map(|&size| usize::try_from(size).unwrap_or_else(|_| elements / known));
    Dims::new(&sizes.collect::<SmallVec<[usize; MAX_RANK]>>())
}

/// The values of `x` in a shape of as many elements.
pub(in crate::autodiff) fn view_as(x: &Tensor, dims: Dims) -> Tensor {
    view(x, move |_| Ok(dims))
}

/// The values of `x` in the shape that `rule` makes of its shape, which has as many elements.
fn view(x: &Tensor, rule: impl Fn(Dims) -> Result<Dims> + Send + 'static) -> Tensor {
    x.tape().apply(View(rule), &[x])
}

struct View<R>(R);

impl<R: Fn(Dims) -> Result<Dims> + Send + 'static> Operation for View<R> {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        (self.0)(x.dims(0))
    }

    fn forward(&self, _: &Inputs<'_>, _: &mut [f32]) -> Result<()> {
        unreachable!("a view shares the values of its input")
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], _: &mut [f32], dx: &mut Gradients<'_>) {
        dx.reuse_upstream(0);
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        _: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        dx.set(0, || view_as(dy, x[0].shape()));
        true
    }

    fn view(&self) -> Option<usize> {
        Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_gradient;
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn gradients_pass_through_a_change_of_shape() {
        check_gradient(&[&[2, 3, 2]], |x| reshape(&x[0], &[4, -1]));
        check_gradient(&[&[2, 3, 2]], |x| flatten(&x[0]));
        check_gradient(&[&[2, 3, 2]], |x| batch_flatten(&x[0]));
        check_gradient(&[&[2, 1, 2]], |x| squeeze(&expand_dims(&x[0], -1), 1) * &reshape(&x[0], &[2, 2, 1]));
    }

    #[test]
    fn a_gradient_can_be_stopped() {
        let v = Variable::new("v", &[1], |v| v[0] = 3.0).unwrap();
        let tape = Tape::new();
        let x = tape.variable(&v);
        tape.backward(&(&x * &stop_gradient(&x))).unwrap();
        assert_eq!(tape.gradient(&v, |g| g[0]), Some(3.0));
    }

    #[test]
    fn a_shape_of_another_size_is_an_error_with_the_numbers() {
        let error = |shape: &[isize]| {
            let tape = Tape::new();
            reshape(&tape.constant(&[2, 6], |x| x.fill(0.0)), shape);
            tape.check().unwrap_err().to_string()
        };
        assert_eq!(error(&[5]), "K::reshape: cannot reshape (2, 6) to (5): 12 elements are not 5");
        assert!(error(&[5, -1]).ends_with("(5, -1): 12 elements do not divide by 5"));
        assert!(error(&[-1, -1]).ends_with("(-1, -1): one size may be -1, the others count"));
        assert!(error(&[12, -2]).ends_with("one size may be -1, the others count"));
        assert!(error(&[0, -1]).ends_with("do not divide by 0"));
        assert!(error(&[1, 1, 1, 1, 1, 1, 1, 1, 12]).contains("at most 8 axes"));
    }

    #[test]
    fn only_an_axis_of_size_one_can_be_squeezed() {
        let tape = Tape::new();
        squeeze(&tape.constant(&[2, 6], |x| x.fill(0.0)), -1);
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::squeeze: expected a size of 1, found 6 at axis 1 of (2, 6)");
    }

    #[test]
    fn an_axis_is_added_where_it_is_asked_for() {
        let tape = Tape::new();
        let x = tape.array(&[1.0, 2.0]);
        assert_eq!(*expand_dims(&x, 0).shape(), [1, 2]);
        assert_eq!(*expand_dims(&x, -1).shape(), [2, 1]);
        expand_dims(&x, 2);
        assert!(tape.check().is_err());
    }
}
