use super::broadcast::broadcast_to;
use super::shape::view_as;
use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::reduce::{self as kernels, Around};
use crate::tensor::Dims;

/// The sum of all elements: a scalar.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::sum(&x).item(), 10.0);
/// assert_eq!(K::sum_axis(&x, -1).to_array(), keras::ndarray::array![3.0, 7.0].into_dyn());
/// ```
pub fn sum(x: &Tensor) -> Tensor {
    x.tape().apply(Sum { axis: None, mean: false }, &[x])
}

/// The sum over `axis`, which is removed; a negative `axis` counts from the end.
pub fn sum_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Sum { axis: Some(axis), mean: false }, &[x])
}

/// The mean of all elements: a scalar, NaN if there are no elements.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::mean(&x).item(), 2.5);
/// assert_eq!(K::mean_axis(&x, 0).to_array(), keras::ndarray::array![2.0, 3.0].into_dyn());
/// ```
pub fn mean(x: &Tensor) -> Tensor {
    x.tape().apply(Sum { axis: None, mean: true }, &[x])
}

/// The mean over `axis`, which is removed; a negative `axis` counts from the end.
pub fn mean_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Sum { axis: Some(axis), mean: true }, &[x])
}

/// The product of all elements: a scalar.
pub fn prod(x: &Tensor) -> Tensor {
    x.tape().apply(Prod { axis: None }, &[x])
}

/// The product over `axis`, which is removed; a negative `axis` counts from the end.
pub fn prod_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Prod { axis: Some(axis) }, &[x])
}

/// What a reduction goes along, as sizes (before, along, after), and the shape that remains.
pub(super) fn reduced(place: &str, x: Dims, axis: Option<isize>) -> Result<(Around, Dims)> {
    match axis {
        None => Ok(((1, x.elements(), 1), Dims::SCALAR)),
        Some(axis) => x.axis(place, axis).map(|axis| (x.around(axis), x.without(axis))),
    }
}

struct Sum {
    axis: Option<isize>,
    mean: bool,
}

impl Sum {
    fn plan(&self, x: &Inputs<'_>) -> Result<(Around, Dims)> {
        reduced(if self.mean { "K::mean_axis" } else { "K::sum_axis" }, x.dims(0), self.axis)
    }
}

impl Operation for Sum {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.plan(x).map(|(_, dims)| dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (around, _) = self.plan(x)?;
        if self.mean {
            kernels::mean(around, &x[0], y)
        } else {
            kernels::sum(around, &x[0], y)
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (around, _) = self.plan(x).expect("the axis existed when the values were computed");
        let scale = if self.mean { 1.0 / around.1 as f32 } else { 1.0 };
        dx.add(0, |g| kernels::add_sum_gradient(around, scale, dy, g));
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        _: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        let dims = x[0].shape();
        let kept = self.axis.and_then(|axis| dims.resized(dims.axis("K::sum_axis", axis).ok()?, 1).ok());
        let scale = if self.mean { dy.shape().elements() as f32 / dims.elements() as f32 } else { 1.0 };
        dx.set(0, || broadcast_to(&(view_as(dy, kept.unwrap_or(dy.shape())) * scale), dims));
        true
    }

    fn name(&self) -> &'static str {
        if self.mean { "K::mean" } else { "K::sum" }
    }
}

struct Prod {
    axis: Option<isize>,
}

impl Operation for Prod {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        reduced("K::prod_axis", x.dims(0), self.axis).map(|(_, dims)| dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        kernels::product(reduced("K::prod_axis", x.dims(0), self.axis)?.0, &x[0], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (around, _) = reduced("K::prod_axis", x.dims(0), self.axis).expect("the values had the axis");
        dx.add(0, |g| kernels::add_product_gradient(around, &x[0], y, dy, g));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::{check_gradient, check_gradient_at};
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn sums_and_means_have_their_gradients() {
        check_gradient(&[&[2, 3, 2]], |x| sum(&x[0]));
        check_gradient(&[&[2, 3, 2]], |x| mean(&x[0]));
        for axis in -3..3 {
            check_gradient(&[&[2, 3, 2]], |x| sum_axis(&x[0], axis));
            check_gradient(&[&[2, 3, 2]], |x| mean_axis(&x[0], axis));
        }
    }

    #[test]
    fn products_have_their_gradients_with_and_without_zeros() {
        check_gradient(&[&[2, 3]], |x| prod(&(&x[0] + 2.0)));
        for axis in -3..3 {
            check_gradient(&[&[2, 3, 2]], |x| prod_axis(&x[0], axis));
        }
        let zeros = [&[0.0, 2.0, 3.0], &[0.0, 2.0, 0.0]]
            .map(|values| Variable::new("x", &[3], |x| x.copy_from_slice(values)).unwrap());
        for zeros in zeros {
            check_gradient_at(&mut [zeros], |x| prod(&x[0]));
        }
    }

    #[test]
    fn a_long_sum_is_as_exact_as_a_short_one() {
        let x = Tape::new().constant(&[10_000_019], |x| x.fill(0.1));
        let exact = 10_000_019.0 * f64::from(0.1f32);
        assert!((f64::from(sum(&x).item()) - exact).abs() < 1e-6 * exact);
    }

    #[test]
    fn an_empty_sum_is_zero_and_an_empty_mean_is_nan() {
        let tape = Tape::new();
        assert_eq!(sum(&tape.constant(&[0], |_| ())).item(), 0.0);
        assert!(mean(&tape.constant(&[0], |_| ())).item().is_nan());
        let zeros = ndarray::array![0.0, 0.0].into_dyn();
        assert_eq!(sum_axis(&tape.constant(&[2, 0], |_| ()), 1).to_array(), zeros);
        assert_eq!(sum_axis(&tape.constant(&[0, 2], |_| ()), 0).to_array(), zeros);
        assert_eq!(*sum_axis(&tape.constant(&[0, 2], |_| ()), 1).shape(), [0]);
    }

    #[test]
    fn an_axis_out_of_range_is_an_error() {
        let tape = Tape::new();
        sum_axis(&tape.array(&[1.0]), 1);
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::sum_axis: axis 1 is out of range for (1,), a tensor of rank 1");
    }
}
