use super::broadcast::{Broadcast, Run, broadcast_dims};
use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tape, Tensor};
use crate::kernels::pointwise;
use crate::tensor::Dims;

/// What a function takes besides a tensor: another tensor, or a number.
pub trait Operand {
    /// The operand as a tensor of this tape.
    fn on(&self, tape: &Tape) -> Tensor;
}

impl Operand for Tensor {
    fn on(&self, _: &Tape) -> Tensor {
        self.clone()
    }
}

impl Operand for &Tensor {
    fn on(&self, _: &Tape) -> Tensor {
        (*self).clone()
    }
}

impl Operand for f32 {
    fn on(&self, tape: &Tape) -> Tensor {
        tape.constant(&[], |x| x[0] = *self)
    }
}

/// A function of two numbers, applied element by element to two tensors that are broadcast to each other.
///
/// Of the two words the first is the function as users know it, and the second completes "cannot ... (2,) and
/// (3,)". `slopes` gives the partial derivatives from the two numbers and the function's value.
pub(super) fn binary(
    [place, verb]: [&'static str; 2],
    a: &Tensor,
    b: &Tensor,
    value: impl Fn(f32, f32) -> f32 + Copy + Send + Sync + 'static,
    slopes: impl Fn(f32, f32, f32) -> [f32; 2] + Send + 'static,
) -> Tensor {
    a.tape().apply(Binary { place, verb, value, slopes }, &[a, b])
}

struct Binary<V, S> {
    place: &'static str,
    verb: &'static str,
    value: V,
    slopes: S,
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
        let value = self.value;
        Broadcast::new(self.shape(x)?, [x.dims(0), x.dims(1)]).runs(|Run { start, len, inputs, steps }| {
            let y = &mut y[start..][..len];
            let [a, b] = [0, 1].map(|input| &x[input][inputs[input]..][..1 + (len - 1) * steps[input]]);
            match (a, b) {
                ([a], b) => y.iter_mut().zip(b).for_each(|(y, b)| *y = value(*a, *b)),
                (a, [b]) => y.iter_mut().zip(a).for_each(|(y, a)| *y = value(*a, *b)),
                (a, b) => pointwise::zip(a, b, y, value),
            }
        });
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dx.add(1, |g| self.each(x, y, |at, [_, b], slopes| g[b] += dy[at] * slopes[1]));
        if x[0].len() != dy.len() {
            dx.add(0, |g| self.each(x, y, |at, [a, _], slopes| g[a] += dy[at] * slopes[0]));
        } else if dx.wants(0) {
            self.each(x, y, |at, _, slopes| dy[at] *= slopes[0]);
            dx.reuse_upstream(0);
        }
    }
}

impl<V, S> Binary<V, S>
where
    V: Fn(f32, f32) -> f32 + Copy + Send + Sync + 'static,
    S: Fn(f32, f32, f32) -> [f32; 2] + Send + 'static,
{
    /// Calls `f` with each place in the result, the places in the inputs it comes from, and the slopes there.
    fn each(&self, x: &Inputs<'_>, y: &[f32], mut f: impl FnMut(usize, [usize; 2], [f32; 2])) {
        let dims = self.shape(x).expect("the shapes fitted when the values were computed");
        let (left, right) = (&x[0], &x[1]);
        let walk = Broadcast::new(dims, [x.dims(0), x.dims(1)]);
        walk.runs(|Run { start, len, inputs: [a, b], steps: [step_a, step_b] }| {
            for i in 0..len {
                let (a, b) = (a + i * step_a, b + i * step_b);
                f(start + i, [a, b], (self.slopes)(left[a], right[b], y[start + i]));
            }
        });
    }
}
