//! Variance, standard deviation and L2 normalization.

use super::super::reduce::{mean, mean_axis, reduced};
use super::super::shape::view_as;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::reduce::{self as kernels, Around};
use crate::tensor::Dims;
use crate::{Error, Result};

/// The variance of all elements: a scalar.
pub fn var(x: &Tensor) -> Tensor {
    x.tape().apply(Spread { axis: None, root: false }, &[x])
}

/// The variance over `axis`, which is removed.
pub fn var_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Spread { axis: Some(axis), root: false }, &[x])
}

/// The standard deviation of all elements: a scalar.
pub fn std(x: &Tensor) -> Tensor {
    x.tape().apply(Spread { axis: None, root: true }, &[x])
}

/// The standard deviation over `axis`, which is removed.
pub fn std_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Spread { axis: Some(axis), root: true }, &[x])
}

/// L2 normalization along an axis, `x` over its Euclidean norm: the squares along it sum to 1, unless they are almost
/// 0.
pub fn l2_normalize(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Normalize { axis, least: 1e-6 }, &[x])
}

/// `x` along its last axis over its length, or over 1e-12 where it is shorter.
pub(crate) fn unit_length(x: &Tensor) -> Tensor {
    x.tape().apply(Normalize { axis: -1, least: 1e-12 }, &[x])
}

/// Adds a bias along the last axis, or for all axes of a sample: `(..., n)` and `(n,)` give `(..., n)`.
pub fn bias_add(x: &Tensor, bias: &Tensor) -> Tensor {
    let (given, dims) = (bias.shape(), x.shape());
    let (last, sample) = (&dims[dims.rank().saturating_sub(1)..], &dims[dims.rank().min(1)..]);
    if given.rank() == 0 || (*given != *last && *given != *sample) {
        let expected = format!("a bias for each element of the last axis of {dims}");
        return x.tape().fail(Error::expected("K::bias_add", expected, given));
    }
    x + bias
}

/// The variance, or its root.
struct Spread {
    axis: Option<isize>,
    root: bool,
}

impl Spread {
    fn plan(&self, x: &Inputs<'_>) -> Result<(Around, Dims)> {
        reduced(if self.root { "K::std_axis" } else { "K::var_axis" }, x.dims(0), self.axis)
    }
}

impl Operation for Spread {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.plan(x).map(|(_, dims)| dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        kernels::variance(self.plan(x)?.0, self.root, &x[0], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (around, _) = self.plan(x).expect("the axis existed when the values were computed");
        dx.add(0, |g| kernels::add_variance_gradient(around, self.root, &x[0], dy, g));
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        y: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        let (x, dims) = (&x[0], x[0].shape());
        let kept = self.axis.and_then(|axis| dims.resized(dims.axis("K::var_axis", axis).ok()?, 1).ok());
        let kept = kept.unwrap_or(Dims::SCALAR);
        let (share, mean) = match self.axis {
            Some(axis) => (dims.elements() / kept.elements().max(1), mean_axis(x, axis)),
            None => (dims.elements(), mean(x)),
        };
        let slope = if self.root { dy / y } else { dy * 2.0 };
        dx.set(0, || (x - view_as(&mean, kept)) * view_as(&slope, kept) / share as f32);
        true
    }

    fn name(&self) -> &'static str {
        if self.root { "K::std" } else { "K::var" }
    }
}

struct Normalize {
    axis: isize,
    /// What a length is taken for that is less.
    least: f64,
}

impl Normalize {
    fn around(&self, x: &Inputs<'_>) -> Result<Around> {
        reduced("K::l2_normalize", x.dims(0), Some(self.axis)).map(|(around, _)| around)
    }
}

impl Operation for Normalize {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.around(x).map(|_| x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        kernels::l2_normalize(self.around(x)?, self.least, &x[0], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let around = self.around(x).expect("the axis existed when the values were computed");
        kernels::l2_normalize_gradient(around, self.least, &x[0], y, dy);
        dx.reuse_upstream(0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{mean, mean_axis, part, sum, sum_axis};
    use super::*;
    use crate::autodiff::testing::check_gradient;
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn a_bias_is_for_the_last_axis_or_for_a_sample() {
        let bias_added = |x: &[usize], bias: &[usize]| {
            let tape = Tape::new();
            let [x, bias] = [x, bias].map(|shape| tape.constant(shape, |x| x.fill(1.0)));
            let y = bias_add(&x, &bias);
            tape.check().map(|()| y.shape().to_vec()).map_err(|error| error.to_string())
        };
        for (x, bias) in [(&[2, 3][..], &[3][..]), (&[3], &[3]), (&[2, 4, 3], &[3]), (&[2, 4, 3], &[4, 3])] {
            assert_eq!(bias_added(x, bias).unwrap(), x);
        }
        // Broadcasting would take all of these.
        for (x, bias) in
            [(&[2, 3][..], &[2, 3][..]), (&[2, 3], &[1, 3]), (&[2, 3], &[1]), (&[3], &[2, 3]), (&[2], &[])]
        {
            let error = bias_added(x, bias).unwrap_err();
            assert!(
                error.starts_with("K::bias_add: expected a bias for each element of the last axis"),
                "{error}"
            );
        }
    }

    #[test]
    fn statistics_have_their_gradients() {
        check_gradient(&[&[2, 3]], |x| var(&x[0]));
        check_gradient(&[&[2, 3]], |x| std(&x[0]));
        for axis in -3..3 {
            check_gradient(&[&[2, 3, 2]], |x| var_axis(&x[0], axis));
            check_gradient(&[&[2, 3, 2]], |x| std_axis(&x[0], axis));
            check_gradient(&[&[2, 3, 2]], |x| l2_normalize(&x[0], axis));
        }
    }

    #[test]
    fn squares_too_large_for_a_number_do_no_harm() {
        for size in [1e-18, 1.0, 1e20, 1e38] {
            let v = Variable::new("v", &[2], |v| v.copy_from_slice(&[3.0 * size, -size])).unwrap();
            let near = |found: f32, expected: f32| (found - expected).abs() <= 1e-5 * expected.abs();
            let tape = Tape::new();
            let spread = std(&tape.variable(&v));
            assert!(near(spread.item(), 2.0 * size));
            tape.backward(&spread).unwrap();
            assert_eq!(tape.gradient(&v, |g| [g[0], g[1]]), Some([0.5, -0.5]));
            tape.reset();
            if size < 1.0 {
                continue;
            }
            let unit = l2_normalize(&tape.variable(&v), 0);
            let share = 10f32.sqrt().recip();
            unit.read(|y| assert!(near(y[0], 3.0 * share) && near(y[1], -share)));
            tape.backward(&part(&unit, 0, &[])).unwrap();
            // (1 - y0²) over the length, and -y0 y1 over it.
            let expected = [0.1 * share / size, 0.3 * share / size];
            let fits =
                |g: &mut [f32]| (0..2).all(|i| near(g[i], expected[i]) || expected[i] < f32::MIN_POSITIVE);
            assert_eq!(tape.gradient(&v, fits), Some(true), "at {size:e}");
        }
        let large = Tape::new().array(&[3e38, 3e38, 3e38]);
        assert_eq!([mean(&large).item(), mean_axis(&large, 0).item()], [3e38; 2]);
        let mixed = Tape::new().array(&[[3e38, -1.0], [3e38, -1.0], [-3e38, 0.0]]);
        assert_eq!(sum(&mixed).item(), 3e38);
        assert_eq!(sum_axis(&mixed, 0).to_array(), ndarray::array![3e38, -2.0].into_dyn());
        assert_eq!(sum(&Tape::new().array(&[3e38, 3e38])).item(), f32::INFINITY);
    }

    #[test]
    fn their_values_are_those_of_numpy() {
        let tape = Tape::new();
        let x = tape.array(&[[1.0, 3.0], [3.0, 4.0]]);
        assert_eq!(var_axis(&x, 1).to_array(), ndarray::array![1.0, 0.25].into_dyn());
        assert_eq!(std_axis(&x, 1).to_array(), ndarray::array![1.0, 0.5].into_dyn());
        assert_eq!(l2_normalize(&x, 1).to_array()[[1, 0]], 0.6);
        assert_eq!(
            l2_normalize(&tape.array(&[0.0, 0.0]), 0).to_array(),
            ndarray::array![0.0, 0.0].into_dyn()
        );
    }
}
