use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::pointwise;
use crate::tensor::Dims;

/// Maps a function of a number over each element, given its derivative: an activation of your own in one line.
///
/// `slope` gives its derivative from the number and the function's value there.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[-1.0, 3.0]);
/// let softsign = K::map(&x, |x| x / (1.0 + x.abs()), |x, _| (1.0 + x.abs()).powi(-2));
/// assert_eq!(softsign.to_array(), keras::ndarray::array![-0.5, 0.75].into_dyn());
/// ```
pub fn map(
    x: &Tensor,
    value: impl Fn(f32) -> f32 + Copy + Send + Sync + 'static,
    slope: impl Fn(f32, f32) -> f32 + Copy + Send + Sync + 'static,
) -> Tensor {
    unary("K::map", x, move |x, y| pointwise::map(x, y, value), slope, Again::Unknown)
}

/// A function that is linear but for corners, applied to each element: `slope` is constant between them.
pub(crate) fn piecewise_linear(
    x: &Tensor,
    value: impl Fn(f32) -> f32 + Copy + Send + Sync + 'static,
    slope: impl Fn(f32, f32) -> f32 + Copy + Send + Sync + 'static,
) -> Tensor {
    unary("K::map", x, move |x, y| pointwise::map(x, y, value), slope, Again::PiecewiseConstant)
}

/// A function that is constant but for jumps, applied to each element; no gradient reaches through it.
pub(super) fn step(x: &Tensor, value: impl Fn(f32) -> f32 + Copy + Send + Sync + 'static) -> Tensor {
    map(&x.tape().detach(x), value, |_, _| 0.0)
}

/// As [`map`], with a kernel that computes many values at once.
pub(super) fn unary(
    name: &'static str,
    x: &Tensor,
    values: impl Fn(&[f32], &mut [f32]) + Send + 'static,
    slope: impl Fn(f32, f32) -> f32 + Send + 'static,
    again: Again,
) -> Tensor {
    x.tape().apply(Unary { name, values, slope, again }, &[x])
}

/// What is known of a slope beyond its values.
#[derive(Clone, Copy)]
pub(super) enum Again {
    /// It as a formula of `x` and `y`.
    Formula(fn(&Tensor, &Tensor) -> Tensor),
    /// Its own slope is 0 wherever it has one.
    PiecewiseConstant,
    /// Nothing.
    Unknown,
}

struct Unary<V, S> {
    name: &'static str,
    values: V,
    slope: S,
    again: Again,
}

impl<V, S> Operation for Unary<V, S>
where
    V: Fn(&[f32], &mut [f32]) + Send + 'static,
    S: Fn(f32, f32) -> f32 + Send + 'static,
{
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        Ok(x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        (self.values)(&x[0], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        pointwise::scale_gradient(&x[0], y, dy, &self.slope);
        dx.reuse_upstream(0);
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        y: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        let slope = match self.again {
            Again::Formula(slope) => slope(&x[0], y),
            Again::PiecewiseConstant => dy.tape().constant(&dy.shape(), |slopes| {
                x[0].read(|x| {
                    y.read(|y| {
                        slopes
                            .iter_mut()
                            .zip(x.iter().zip(y))
                            .for_each(|(slope, (&x, &y))| *slope = (self.slope)(x, y));
                    })
                });
            }),
            Again::Unknown => return false,
        };
        dx.set(0, || dy * slope);
        true
    }

    fn name(&self) -> &'static str {
        self.name
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    use super::*;
    use crate::autodiff::{Tape, Variable};
    use crate::backend as K;

    /// `x`, unless a number of it is one on which the function panics.
    fn picky(x: &Tensor, panics: fn(f32) -> bool) -> Tensor {
        map(x, move |x| if panics(x) { resume_unwind(Box::new(x)) } else { x }, |_, _| 1.0)
    }

    fn count(tape: &Tape, len: usize) -> Tensor {
        tape.constant(&[len], |x| x.iter_mut().enumerate().for_each(|(i, x)| *x = i as f32))
    }

    #[test]
    fn a_function_that_panics_does_so_in_the_caller_and_the_next_is_computed() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        pool.install(|| {
            let tape = Tape::new();
            let x = count(&tape, 8_000_000);
            let on: [fn(f32) -> bool; 4] = [|x| x == 0.0, |x| x == 4e6, |x| x == 7_999_999.0, |_| true];
            for (panics, expected) in on.into_iter().zip([Some(0.0), Some(4e6), Some(7_999_999.0), None]) {
                let payload = catch_unwind(AssertUnwindSafe(|| picky(&x, panics))).expect_err("it panics");
                let found: f32 = *payload.downcast().expect("it is the number");
                assert!(expected.is_none_or(|expected| found == expected));
            }
            assert!(picky(&x, |_| false).read(|y| y.iter().enumerate().all(|(i, &y)| y == i as f32)));
            tape.reset();
            let v = Variable::new("v", &[40_000], |v| v.fill(1.0)).unwrap();
            for _ in 0..300 {
                let x = tape.variable(&v);
                assert!(catch_unwind(AssertUnwindSafe(|| picky(&x, |_| true))).is_err());
                tape.backward(&K::sum(&picky(&x, |_| false))).unwrap();
                assert_eq!(tape.gradient(&v, |g| g.iter().sum()), Some(40_000.0));
                tape.reset();
            }
        });
    }
}
