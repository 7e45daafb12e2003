use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
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
    value: impl Fn(f32) -> f32 + 'static,
    slope: impl Fn(f32, f32) -> f32 + 'static,
) -> Tensor {
    x.tape().apply(Map { value, slope }, &[x])
}

struct Map<V, S> {
    value: V,
    slope: S,
}

impl<V: Fn(f32) -> f32 + 'static, S: Fn(f32, f32) -> f32 + 'static> Operation for Map<V, S> {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        Ok(x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        y.iter_mut().zip(&x[0]).for_each(|(y, &x)| *y = (self.value)(x));
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dy.iter_mut().zip(&x[0]).zip(y).for_each(|((dy, &x), &y)| *dy *= (self.slope)(x, y));
        dx.pass(0);
    }
}
