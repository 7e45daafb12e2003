use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::pointwise;
use crate::tensor::Dims;

/// A function of a number, applied to each element: an activation of your own in one line.
///
/// `slope` gives its derivative from the number and the function's value there.
///
/// ```
/// # use keras_runtime::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[-1.0, 3.0]);
/// let softsign = K::map(&x, |x| x / (1.0 + x.abs()), |x, _| (1.0 + x.abs()).powi(-2));
/// assert_eq!(softsign.to_array(), ndarray::array![-0.5, 0.75].into_dyn());
/// ```
pub fn map(
    x: &Tensor,
    value: impl Fn(f32) -> f32 + Copy + Send + Sync + 'static,
    slope: impl Fn(f32, f32) -> f32 + Copy + Send + Sync + 'static,
) -> Tensor {
    curve(x, move |x, y| pointwise::map(x, y, value), slope)
}

/// A function that is constant but for jumps, applied to each element; no gradient reaches through it.
pub(super) fn step(x: &Tensor, value: impl Fn(f32) -> f32 + Copy + Send + Sync + 'static) -> Tensor {
    map(&x.tape().detach(x), value, |_, _| 0.0)
}

/// As [`map`], with a kernel that computes many values at once.
pub(super) fn curve(
    x: &Tensor,
    values: impl Fn(&[f32], &mut [f32]) + Send + 'static,
    slope: impl Fn(f32, f32) -> f32 + Send + 'static,
) -> Tensor {
    x.tape().apply(Map { values, slope }, &[x])
}

struct Map<V, S> {
    values: V,
    slope: S,
}

impl<V, S> Operation for Map<V, S>
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
        dy.iter_mut().zip(&x[0]).zip(y).for_each(|((dy, &x), &y)| *dy *= (self.slope)(x, y));
        dx.pass(0);
    }
}
