use super::binary::Operand;
use super::broadcast::{broadcast, broadcast_dims, sum_to};
use super::constants::zeros_like;
use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::strided::Strided;
use crate::tensor::Dims;

/// Selects by condition: `a` where `condition` is not 0, else `b`, element by element, with NumPy's broadcasting.
///
/// What is not chosen may be NaN. Its gradient is 0, but 0 times an infinite slope is NaN again: where that could
/// be, choose the argument of the function instead of its value, `K::sqrt(&K::where_(&positive, &x, 1.0))`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[-1.0, 4.0]);
/// let root = K::where_(&K::greater(&x, 0.0), K::sqrt(&x), 0.0);
/// assert_eq!(root.to_array(), keras::ndarray::array![0.0, 2.0].into_dyn());
/// ```
pub fn where_(condition: &Tensor, a: impl Operand, b: impl Operand) -> Tensor {
    let tape = condition.tape();
    tape.apply(Where, &[condition, &a.on(tape), &b.on(tape)])
}

struct Where;

impl Where {
    fn walk(x: &Inputs<'_>) -> Result<(Strided<3>, Dims)> {
        let inputs = [x.dims(0), x.dims(1), x.dims(2)];
        let dims = broadcast_dims("K::where_", "choose among", &inputs)?;
        Ok((broadcast(dims, inputs), dims))
    }
}

impl Operation for Where {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        Ok(Self::walk(x)?.1)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        Self::walk(x)?.0.choose([&x[0], &x[1], &x[2]], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (walk, _) = Self::walk(x).expect("the shapes fitted when the values were computed");
        for input in [1, 2] {
            dx.add(input, |g| walk.add_chosen(input, &x[0], dy, g));
        }
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        _: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        dx.set(0, || zeros_like(&x[0]));
        dx.set(1, || sum_to(&where_(&x[0], dy, 0.0), x[1].shape()));
        dx.set(2, || sum_to(&where_(&x[0], 0.0, dy), x[2].shape()));
        true
    }

    fn name(&self) -> &'static str {
        "K::where_"
    }
}

#[cfg(test)]
mod tests {
    use super::super::{greater, log};
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn the_gradient_goes_to_what_was_chosen() {
        for shapes in [[&[2, 3][..], &[2, 3], &[2, 3]], [&[2, 1], &[3], &[]], [&[], &[2], &[2]]] {
            check_gradient(&shapes, |x| where_(&greater(&x[0], 0.0), &x[1], &x[2]));
        }
    }

    #[test]
    fn what_is_not_chosen_may_be_no_number() {
        let tape = Tape::new();
        let x = tape.array(&[-1.0, 1.0]);
        let y = where_(&greater(&x, 0.0), log(&x), 5.0);
        assert_eq!(y.to_array(), ndarray::array![5.0, 0.0].into_dyn());
    }

    #[test]
    fn shapes_that_do_not_broadcast_are_an_error() {
        let tape = Tape::new();
        where_(&tape.array(&[1.0, 0.0]), 1.0, tape.array(&[1.0, 2.0, 3.0]));
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::where_: cannot choose among (2,) and () and (3,): axis -1 is 2 and 3");
    }
}
