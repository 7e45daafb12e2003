use smallvec::SmallVec;

use super::pad_crop::crop;
use super::shape::view_as;
use crate::autodiff::{Gradients, Inputs, Operation, Tape, Tensor, TensorGradients};
use crate::kernels::rows;
use crate::kernels::strided::Strided;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Concatenates tensors along an axis; their other axes have to be equal. There has to be one: of none, what is given is an
/// error of a tape of its own, and NaN.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (a, b) = (tape.array(&[[1.0], [2.0]]), tape.array(&[[3.0], [4.0]]));
/// assert_eq!(K::concatenate(&[a, b], -1).to_array(), keras::ndarray::array![[1.0, 3.0], [2.0, 4.0]].into_dyn());
/// ```
pub fn concatenate(tensors: &[Tensor], axis: isize) -> Tensor {
    let Some(first) = tensors.first() else {
        return Tape::inference().fail(Error::expected("K::concatenate", "one tensor or more", "none"));
    };
    let inputs: SmallVec<[&Tensor; 8]> = tensors.iter().collect();
    first.tape().apply(Concatenate { axis }, &inputs)
}

/// Stacks tensors of one shape along a new axis, which may count from the end of the new shape. There has to be one, as in
/// [`concatenate`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (a, b) = (tape.array(&[1.0, 2.0]), tape.array(&[3.0, 4.0]));
/// assert_eq!(K::stack(&[a, b], 0).to_array(), keras::ndarray::array![[1.0, 2.0], [3.0, 4.0]].into_dyn());
/// ```
pub fn stack(tensors: &[Tensor], axis: isize) -> Tensor {
    let parts: SmallVec<[Tensor; 8]> = tensors.iter().map(|x| super::expand_dims(x, axis)).collect();
    concatenate(&parts, axis)
}

struct Concatenate {
    axis: isize,
}

impl Concatenate {
    /// How many rows there are up to the axis, and how long those of an input are.
    fn rows(&self, x: &Inputs<'_>) -> Result<(usize, impl Fn(usize) -> usize)> {
        let axis = x.dims(0).axis("K::concatenate", self.axis)?;
        let (before, _, after) = x.dims(0).around(axis);
        Ok((before, move |input| x.dims(input)[axis] * after))
    }
}

impl Operation for Concatenate {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let first = x.dims(0);
        let axis = first.axis("K::concatenate", self.axis)?;
        let mut size = first[axis];
        for next in (1..x.len()).map(|input| x.dims(input)) {
            let fits = next.rank() == first.rank() && next.without(axis) == first.without(axis);
            if !fits {
                let why = format!("all axes but {axis} have to be equal");
                return Err(Error::new(
                    "K::concatenate",
                    format!("cannot concatenate {first} and {next}: {why}"),
                ));
            }
            size = size.saturating_add(next[axis]);
        }
        first.resized(axis, size)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (_, len) = self.rows(x)?;
        let parts: SmallVec<[_; 8]> = (0..x.len()).map(|input| (&x[input], len(input))).collect();
        rows::concatenate(&parts, y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (before, len) = self.rows(x).expect("the axis existed when the values were computed");
        let total = (0..x.len()).map(&len).sum::<usize>();
        let mut start = 0;
        for input in 0..x.len() {
            let len = len(input);
            dx.add(input, |g| {
                if !g.is_empty() {
                    Strided::new([start], [(len, [1]), (before, [total as isize])]).add(dy, g);
                }
            });
            start += len;
        }
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        y: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        let Ok(axis) = y.shape().axis("K::concatenate", self.axis) else { return false };
        let (before, size, after) = y.shape().around(axis);
        let Ok(dims) = Dims::new(&[before, size, after]) else { return false };
        let mut start = 0;
        for (input, x) in x.iter().enumerate() {
            let end = start + x.shape()[axis];
            dx.set(input, || view_as(&crop(&view_as(dy, dims), [[start, size - end]]), x.shape()));
            start = end;
        }
        true
    }

    fn name(&self) -> &'static str {
        "K::concatenate"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn each_part_has_its_gradient() {
        check_gradient(&[&[2, 1, 2], &[2, 3, 2], &[2, 2, 2]], |x| concatenate(x, 1));
        check_gradient(&[&[2, 3], &[2, 1]], |x| concatenate(x, -1));
        check_gradient(&[&[2], &[3]], |x| concatenate(&[x[0].clone(), x[1].clone(), x[0].clone()], 0));
        for axis in -3..3 {
            check_gradient(&[&[2, 3], &[2, 3]], |x| stack(x, axis));
        }
    }

    #[test]
    fn parts_that_do_not_fit_are_an_error() {
        let tape = Tape::new();
        let [a, b] = [[2, 3], [3, 3]].map(|shape| tape.constant(&shape, |x| x.fill(0.0)));
        concatenate(&[a, b], 1);
        let error = tape.check().unwrap_err().to_string();
        let expected =
            "K::concatenate: cannot concatenate (2, 3) and (3, 3): all axes but 1 have to be equal";
        assert_eq!(error, expected);
    }

    #[test]
    fn nothing_cannot_be_joined_and_spoils_what_it_meets() {
        let nothing = concatenate(&[], 0);
        let tape = Tape::new();
        let sum = tape.array(&[1.0]) + nothing;
        assert!(sum.item().is_nan());
        assert_eq!(
            tape.check().unwrap_err().to_string(),
            "K::concatenate: expected one tensor or more, found none"
        );
    }
}
