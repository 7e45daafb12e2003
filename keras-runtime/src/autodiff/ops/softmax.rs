use super::elementwise::exp;
use super::permute::{from_last, to_last};
use super::reduce::sum_axis;
use super::shape::{expand_dims, flatten};
use crate::autodiff::node::Logits;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::log_softmax;
use crate::kernels::rows::{softmax_gradient, softmax_rows};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Softmax, `exp(x)` over its sum along the last axis: positive numbers that sum to 1.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[0.0, 0.0], [1000.0, 0.0]]);
/// assert_eq!(K::softmax(&x).to_array(), keras::ndarray::array![[0.5, 0.5], [1.0, 0.0]].into_dyn());
/// ```
pub fn softmax(x: &Tensor) -> Tensor {
    let y = x.tape().apply(Softmax, &[x]);
    x.tape().link_logits(&y, x, Logits::OfSoftmax);
    y
}

/// Log-softmax, the logarithm of the [`softmax`] along the last axis, computed directly: exact however small it is.
pub fn log_softmax(x: &Tensor) -> Tensor {
    x.tape().apply(LogSoftmax, &[x])
}

/// [`softmax`] along any axis; a negative `axis` counts from the end.
pub fn softmax_axis(x: &Tensor, axis: isize) -> Tensor {
    along("K::softmax_axis", x, axis, softmax)
}

/// [`log_softmax`] along any axis; a negative `axis` counts from the end.
pub fn log_softmax_axis(x: &Tensor, axis: isize) -> Tensor {
    along("K::log_softmax_axis", x, axis, log_softmax)
}

/// Log-sum-exp, `log(sum(exp(x)))` over all elements, without overflow: a scalar.
pub fn logsumexp(x: &Tensor) -> Tensor {
    x.tape().apply(LogSumExp, &[&flatten(x)])
}

/// Log-sum-exp, `log(sum(exp(x)))` over `axis`, without overflow; the axis is removed.
pub fn logsumexp_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(LogSumExp, &[&to_last("K::logsumexp_axis", x, axis)])
}

/// Applies `f`, which works along the last axis and keeps the shape, along another one.
fn along(place: &'static str, x: &Tensor, axis: isize, f: impl Fn(&Tensor) -> Tensor) -> Tensor {
    if axis == -1 || axis == x.rank() as isize - 1 {
        return f(x);
    }
    from_last(place, &f(&to_last(place, x, axis)), axis)
}

struct Softmax;

impl Operation for Softmax {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        with_last_axis("K::softmax", x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        softmax_rows(&x[0], x.dims(0).last_size(), y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        softmax_gradient(y, x.dims(0).last_size(), dy);
        dx.reuse_upstream(0);
    }

    fn differentiable_backward(
        &self,
        _: &[Tensor],
        y: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        dx.set(0, || y * (dy - expand_dims(&sum_axis(&(dy * y), -1), -1)));
        true
    }
}

struct LogSoftmax;

impl Operation for LogSoftmax {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        with_last_axis("K::log_softmax", x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        log_softmax::log_softmax(&x[0], x.dims(0).last_size(), y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        log_softmax::log_softmax_gradient(y, x.dims(0).last_size(), dy);
        dx.reuse_upstream(0);
    }

    fn differentiable_backward(
        &self,
        _: &[Tensor],
        y: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        dx.set(0, || dy - exp(y) * expand_dims(&sum_axis(dy, -1), -1));
        true
    }
}

struct LogSumExp;

impl Operation for LogSumExp {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let dims = with_last_axis("K::logsumexp", x.dims(0))?;
        Ok(dims.without(dims.rank() - 1))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        log_softmax::log_sum_exp(&x[0], x.dims(0).last_size(), y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let cols = x.dims(0).last_size();
        dx.add(0, |g| log_softmax::add_log_sum_exp_gradient(&x[0], cols, y, dy, g));
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        y: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        dx.set(0, || expand_dims(dy, -1) * exp(&(&x[0] - expand_dims(y, -1))));
        true
    }
}

/// The shape itself, which has to have a last axis of at least one element.
pub(super) fn with_last_axis(place: &str, dims: Dims) -> Result<Dims> {
    if dims.rank() > 0 && dims.last_size() > 0 {
        return Ok(dims);
    }
    Err(Error::expected(place, "a last axis to go along", dims))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn softmax_and_its_logarithms_have_their_gradients() {
        check_gradient(&[&[2, 2, 3]], |x| softmax(&x[0]));
        check_gradient(&[&[2, 4]], |x| log_softmax(&x[0]));
        check_gradient(&[&[2, 4]], |x| logsumexp(&x[0]));
        for axis in -3..3 {
            check_gradient(&[&[2, 3, 2]], |x| softmax_axis(&x[0], axis));
            check_gradient(&[&[2, 3, 2]], |x| log_softmax_axis(&x[0], axis));
            check_gradient(&[&[2, 3, 2]], |x| logsumexp_axis(&x[0], axis));
        }
    }

    #[test]
    fn far_out_nothing_overflows() {
        let x = Tape::new().array(&[[-1e4, 0.0], [1e4, 1e4], [f32::NEG_INFINITY, 0.0]]);
        let log_half = 0.5f32.ln();
        let expected = ndarray::array![[-1e4, 0.0], [log_half, log_half], [f32::NEG_INFINITY, 0.0]];
        assert_eq!(log_softmax(&x).to_array(), expected.into_dyn());
        assert_eq!(logsumexp_axis(&x, -1).to_array()[1], 1e4 + 2f32.ln());
        let (infinity, nan) = (f32::INFINITY, f32::NAN);
        let rows = [[1.0, infinity, infinity], [-infinity, -infinity, -infinity], [nan, infinity, 0.0]];
        let x = Tape::new().array(&rows);
        let y = logsumexp_axis(&x, -1).to_array();
        assert_eq!((y[0], y[1], y[2].is_nan()), (infinity, -infinity, true));
    }

    #[test]
    fn a_softmax_remembers_its_logits_whether_it_is_recorded_or_not() {
        for tape in [Tape::new(), Tape::inference()] {
            let x = tape.array(&[[1.0, 2.0]]);
            assert_eq!(softmax(&x).logits().unwrap().to_array(), x.to_array());
            assert!(x.logits().is_none());
            assert!((softmax(&x) * 1.0).logits().is_none());
        }
    }

    #[test]
    fn a_scalar_has_no_axis_to_go_along() {
        let tape = Tape::new();
        softmax(&tape.constant(&[], |x| x[0] = 1.0));
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::softmax: expected a last axis to go along, found ()");
    }
}
