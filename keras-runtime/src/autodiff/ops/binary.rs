use super::broadcast::{broadcast, broadcast_dims, sum_to};
use super::constants::zeros_like;
use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tape, Tensor, TensorGradients};
use crate::tensor::Dims;

/// Operand, the other argument of a binary function: a tensor, or a number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a tensor nor a number of type `f32`",
    label = "expected a tensor, or an `f32` such as `2.0`",
    note = "a number of another type becomes one by `as f32`"
)]
pub trait Operand {
    /// The operand as a tensor of this tape.
    fn on(&self, tape: &Tape) -> Tensor;
}

#[diagnostic::do_not_recommend]
impl Operand for Tensor {
    fn on(&self, _: &Tape) -> Tensor {
        self.clone()
    }
}

#[diagnostic::do_not_recommend]
impl Operand for &Tensor {
    fn on(&self, _: &Tape) -> Tensor {
        (*self).clone()
    }
}

#[diagnostic::do_not_recommend]
impl Operand for f32 {
    fn on(&self, tape: &Tape) -> Tensor {
        tape.constant(&[], |x| x[0] = *self)
    }
}

/// Element-wise binary function of two tensors that are broadcast to each other.
///
/// Of the two words the first is the function as users know it, and the second completes "cannot ... (2,) and
/// (3,)". `slopes` gives the partial derivatives from the two numbers and the function's value; `again` the same as
/// formulas.
pub(super) fn binary(
    [place, verb]: [&'static str; 2],
    a: &Tensor,
    b: &Tensor,
    value: impl Fn(f32, f32) -> f32 + Copy + Send + Sync + 'static,
    slopes: impl Fn(f32, f32, f32) -> [f32; 2] + Send + 'static,
    again: [PartialGradient; 2],
) -> Tensor {
    a.tape().apply(Binary { place, verb, value, slopes, again }, &[a, b])
}

/// Element-wise binary function that is constant but for jumps; no gradient reaches through it.
pub(super) fn step_of_two(
    words: [&'static str; 2],
    a: &Tensor,
    b: impl Operand,
    value: impl Fn(f32, f32) -> f32 + Copy + Send + Sync + 'static,
) -> Tensor {
    const NONE: PartialGradient = |_, _, y, _| zeros_like(y);
    let (tape, b) = (a.tape(), b.on(a.tape()));
    binary(words, &tape.detach(a), &tape.detach(&b), value, |_, _, _| [0.0, 0.0], [NONE; 2])
}

/// The gradient by one of the two inputs, before it is summed over what that was broadcast along, from `a`, `b`, `y` and
/// `dy`.
pub(super) type PartialGradient = fn(&Tensor, &Tensor, &Tensor, &Tensor) -> Tensor;

struct Binary<V, S> {
    place: &'static str,
    verb: &'static str,
    value: V,
    slopes: S,
    again: [PartialGradient; 2],
}

impl<V, S> Operation for Binary<V, S>
where
    V: Fn(f32, f32) -> f32 + Copy + Send + Sync + 'static,
    S: Fn(f32, f32, f32) -> [f32; 2] + Send + 'static,
{
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        broadcast_dims(self.place, self.verb, &[x.dims(0), x.dims(1)])
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        broadcast(self.shape(x)?, [x.dims(0), x.dims(1)]).zip(&x[0], &x[1], y, self.value);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let dims = self.shape(x).expect("the shapes fitted when the values were computed");
        let walk = broadcast(dims, [x.dims(0), x.dims(1)]);
        let (x, slopes, reused) = ([&x[0], &x[1]], &self.slopes, x[0].len() == dy.len());
        dx.add(1, |g| walk.add_gradient::<1>(x, y, dy, slopes, g));
        if !reused {
            dx.add(0, |g| walk.add_gradient::<0>(x, y, dy, slopes, g));
        } else if dx.wants(0) {
            walk.scale_gradient(x, y, dy, slopes);
            dx.reuse_upstream(0);
        }
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        y: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        for (input, gradient) in self.again.iter().enumerate() {
            dx.set(input, || sum_to(&gradient(&x[0], &x[1], y, dy), x[input].shape()));
        }
        true
    }

    fn name(&self) -> &'static str {
        self.place
    }
}
