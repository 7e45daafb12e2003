use super::compare::not_equal;
use super::reduce::reduced;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::reduce::{self as kernels, Around, add_extreme_gradient, extreme};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Beyond this, not every whole number is an `f32`.
pub(super) const MAX_INDEX: usize = 1 << f32::MANTISSA_DIGITS;

/// Maximum of all elements: a scalar. Equal ones share the gradient, and NaN wins; without elements it is an error.
pub fn max(x: &Tensor) -> Tensor {
    x.tape().apply(Extreme { axis: None, sign: 1.0 }, &[x])
}

/// Maximum over `axis`, which is removed; otherwise as [`max`].
pub fn max_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Extreme { axis: Some(axis), sign: 1.0 }, &[x])
}

/// Minimum of all elements: a scalar. Equal ones share the gradient, and NaN wins; without elements it is an error.
pub fn min(x: &Tensor) -> Tensor {
    x.tape().apply(Extreme { axis: None, sign: -1.0 }, &[x])
}

/// Minimum over `axis`, which is removed; otherwise as [`min`].
pub fn min_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Extreme { axis: Some(axis), sign: -1.0 }, &[x])
}

/// Whether any element is not 0: 1 or 0, a scalar.
pub fn any(x: &Tensor) -> Tensor {
    max(&not_equal(x, 0.0))
}

/// Whether any element over `axis` is not 0: 1 or 0; the axis is removed.
pub fn any_axis(x: &Tensor, axis: isize) -> Tensor {
    max_axis(&not_equal(x, 0.0), axis)
}

/// Whether all elements are not 0: 1 or 0, a scalar.
pub fn all(x: &Tensor) -> Tensor {
    min(&not_equal(x, 0.0))
}

/// Whether all elements over `axis` are not 0: 1 or 0; the axis is removed.
pub fn all_axis(x: &Tensor, axis: isize) -> Tensor {
    min_axis(&not_equal(x, 0.0), axis)
}

/// Index of the largest element, counted over all axes: a scalar, of equal ones the first. No gradient.
pub fn argmax(x: &Tensor) -> Tensor {
    x.tape().apply(ArgMax { place: "K::argmax", axis: None }, &[&x.tape().detach(x)])
}

/// Index of the largest element along `axis`, the first of equal ones; the axis is removed. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[0.1, 0.9], [0.7, 0.3]]);
/// assert_eq!(K::argmax_axis(&x, -1).to_array(), keras::ndarray::array![1.0, 0.0].into_dyn());
/// ```
pub fn argmax_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(ArgMax { place: "K::argmax", axis: Some(axis) }, &[&x.tape().detach(x)])
}

/// Index of the smallest element, counted over all axes: a scalar, of equal ones the first; NaN wins. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::argmin(&Tape::new().array(&[[0.5, 0.9], [0.1, 0.3]])).item(), 2.0);
/// ```
pub fn argmin(x: &Tensor) -> Tensor {
    x.tape().apply(ArgMax { place: "K::argmin", axis: None }, &[&-x.tape().detach(x)])
}

/// Index of the smallest element along `axis`, the first of equal ones; the axis is removed. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[0.1, 0.9], [0.7, 0.3]]);
/// assert_eq!(K::argmin_axis(&x, -1).to_array(), keras::ndarray::array![0.0, 1.0].into_dyn());
/// ```
pub fn argmin_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(ArgMax { place: "K::argmin", axis: Some(axis) }, &[&-x.tape().detach(x)])
}

/// The largest of `sign * x`, times `sign`.
struct Extreme {
    axis: Option<isize>,
    sign: f32,
}

impl Extreme {
    fn plan(&self, x: &Inputs<'_>) -> Result<(Around, Dims)> {
        nonempty(if self.sign > 0.0 { "K::max" } else { "K::min" }, x.dims(0), self.axis)
    }
}

impl Operation for Extreme {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.plan(x).map(|(_, dims)| dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        extreme(self.plan(x)?.0, self.sign, &x[0], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (around, _) = self.plan(x).expect("there was an extreme");
        dx.add(0, |g| add_extreme_gradient(around, &x[0], y, dy, g));
    }
}

struct ArgMax {
    place: &'static str,
    axis: Option<isize>,
}

impl Operation for ArgMax {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let ((_, along, _), dims) = nonempty(self.place, x.dims(0), self.axis)?;
        if along <= MAX_INDEX {
            return Ok(dims);
        }
        Err(Error::expected(self.place, format!("at most {MAX_INDEX} elements to choose from"), along))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        kernels::argmax(nonempty(self.place, x.dims(0), self.axis)?.0, &x[0], y);
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], _: &mut [f32], _: &mut Gradients<'_>) {
        unreachable!("its input has no gradient")
    }
}

/// As [`reduced`], where what is reduced has to have an element.
fn nonempty(place: &str, x: Dims, axis: Option<isize>) -> Result<(Around, Dims)> {
    let (around, dims) = reduced(place, x, axis)?;
    if around.1 > 0 { Ok((around, dims)) } else { Err(Error::expected(place, "elements to choose from", x)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn extremes_have_their_gradients() {
        check_gradient(&[&[2, 3]], |x| max(&x[0]));
        check_gradient(&[&[2, 3]], |x| min(&x[0]));
        for axis in -3..3 {
            check_gradient(&[&[2, 3, 2]], |x| max_axis(&x[0], axis));
            check_gradient(&[&[2, 3, 2]], |x| min_axis(&x[0], axis));
        }
    }

    #[test]
    fn equal_extremes_share_the_gradient() {
        let v = crate::autodiff::Variable::new("v", &[3], |v| v.copy_from_slice(&[2.0, 1.0, 2.0])).unwrap();
        let tape = Tape::new();
        tape.backward(&max(&tape.variable(&v))).unwrap();
        assert_eq!(tape.gradient(&v, |g| g.to_vec()), Some(vec![0.5, 0.0, 0.5]));
    }

    #[test]
    fn the_first_of_equals_is_the_argmax_and_none_is_above_nan() {
        let tape = Tape::new();
        let x = tape.array(&[[1.0, 3.0, 3.0], [f32::NAN, 9.0, f32::NAN]]);
        assert_eq!(argmax_axis(&x, -1).to_array(), ndarray::array![1.0, 0.0].into_dyn());
        assert_eq!(argmax_axis(&x, 0).to_array(), ndarray::array![1.0, 1.0, 1.0].into_dyn());
        assert_eq!(argmin_axis(&x, -1).to_array(), ndarray::array![0.0, 0.0].into_dyn());
        assert_eq!(argmax(&tape.array(&[[1.0, 3.0], [4.0, 0.0]])).item(), 2.0);
        assert_eq!(argmin(&tape.array(&[[1.0, 3.0], [4.0, 0.0]])).item(), 3.0);
        assert!(max(&x).item().is_nan() && min(&x).item().is_nan());
    }

    #[test]
    fn any_and_all_ask_each_element() {
        let x = Tape::new().array(&[[0.0, 2.0], [3.0, 1.0], [0.0, 0.0]]);
        assert_eq!(any_axis(&x, 1).to_array(), ndarray::array![1.0, 1.0, 0.0].into_dyn());
        assert_eq!(all_axis(&x, 1).to_array(), ndarray::array![0.0, 1.0, 0.0].into_dyn());
        assert_eq!((any(&x).item(), all(&x).item()), (1.0, 0.0));
    }

    #[test]
    fn nothing_has_no_extreme() {
        for choose in [max, min, argmax, argmin] {
            let tape = Tape::new();
            choose(&tape.constant(&[0, 2], |_| ()));
            assert!(
                tape.check()
                    .unwrap_err()
                    .to_string()
                    .ends_with("expected elements to choose from, found (0, 2)")
            );
        }
    }
}
