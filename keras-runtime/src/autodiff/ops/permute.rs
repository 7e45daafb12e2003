use smallvec::SmallVec;

use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::strided::Strided;
use crate::tensor::{Dims, MAX_RANK};
use crate::{Error, Result};

/// For each axis of a result, the axis of the input that it was.
type Axes = SmallVec<[usize; MAX_RANK]>;

/// Permutes the axes: axis `i` of the result is axis `pattern[i]` of `x`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().constant(&[2, 3, 4], |x| x.fill(0.0));
/// assert_eq!(*K::permute_dimensions(&x, &[0, 2, 1]).shape(), [2, 4, 3]);
/// ```
pub fn permute_dimensions(x: &Tensor, pattern: &[usize]) -> Tensor {
    let pattern = Axes::from_slice(pattern);
    permute(x, move |dims| {
        let is_order = pattern.len() == dims.rank() && (0..dims.rank()).all(|axis| pattern.contains(&axis));
        let place = "K::permute_dimensions";
        let error =
            || Error::expected(place, format!("the axes of {dims}, each once"), format!("{pattern:?}"));
        if is_order { Ok(pattern.clone()) } else { Err(error()) }
    })
}

/// Transpose: the axes in reverse order.
pub fn transpose(x: &Tensor) -> Tensor {
    permute(x, |dims| Ok((0..dims.rank()).rev().collect()))
}

/// An axis moved after all others.
pub(crate) fn to_last(place: &'static str, x: &Tensor, axis: isize) -> Tensor {
    permute(x, move |dims| {
        let axis = dims.axis(place, axis)?;
        Ok((0..dims.rank()).filter(|&other| other != axis).chain([axis]).collect())
    })
}

/// The last two axes exchanged.
pub(super) fn swap_last(place: &'static str, x: &Tensor) -> Tensor {
    to_last(place, x, -2)
}

/// The last axis moved to where [`to_last`] took it from.
pub(super) fn from_last(place: &'static str, x: &Tensor, axis: isize) -> Tensor {
    permute(x, move |dims| {
        let mut axes: Axes = (0..dims.rank().saturating_sub(1)).collect();
        axes.insert(dims.axis(place, axis)?, dims.rank() - 1);
        Ok(axes)
    })
}

fn permute(x: &Tensor, order: impl Fn(Dims) -> Result<Axes> + Send + 'static) -> Tensor {
    x.tape().apply(Permute(order), &[x])
}

struct Permute<R>(R);

impl<R: Fn(Dims) -> Result<Axes> + Send + 'static> Permute<R> {
    fn view(&self, dims: Dims) -> Result<Strided<1>> {
        let axes = (self.0)(dims)?;
        Ok(Strided::new([0], axes.iter().rev().map(|&axis| (dims[axis], [dims.around(axis).2 as isize]))))
    }
}

impl<R: Fn(Dims) -> Result<Axes> + Send + 'static> Operation for Permute<R> {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let axes = (self.0)(x.dims(0))?;
        Dims::new(&axes.iter().map(|&axis| x.dims(0)[axis]).collect::<Axes>())
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        self.view(x.dims(0))?.copy(&x[0], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let view = self.view(x.dims(0)).expect("the order fitted the values");
        dx.add(0, |g| view.add_gradient(dy, g));
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        _: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        let axes = (self.0)(x[0].shape()).expect("the order fitted the values");
        let position = |of| axes.iter().position(|&axis| axis == of).unwrap_or(of);
        let inverse: Axes = (0..axes.len()).map(position).collect();
        dx.set(0, || permute_dimensions(dy, &inverse));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn gradients_find_back_through_every_order() {
        for pattern in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            check_gradient(&[&[2, 3, 4]], |x| permute_dimensions(&x[0], &pattern));
        }
        check_gradient(&[&[]], |x| transpose(&x[0]));
    }

    #[test]
    fn the_values_stand_where_numpy_puts_them() {
        let tape = Tape::new();
        let x = tape.constant(&[2, 3, 4], |x| x.iter_mut().enumerate().for_each(|(i, x)| *x = i as f32));
        let array = x.to_array();
        assert_eq!(transpose(&x).to_array(), array.t().as_standard_layout());
        let y = permute_dimensions(&x, &[2, 0, 1]).to_array();
        assert_eq!(y, array.permuted_axes(vec![2, 0, 1]).as_standard_layout());
    }

    #[test]
    fn an_axis_goes_last_and_comes_back() {
        let tape = Tape::new();
        let x = tape.constant(&[2, 3, 4], |x| x.iter_mut().enumerate().for_each(|(i, x)| *x = i as f32));
        for axis in -3..3 {
            let last = to_last("", &x, axis);
            assert_eq!(last.dim(-1), x.dim(axis));
            assert_eq!(from_last("", &last, axis).to_array(), x.to_array());
        }
    }

    #[test]
    fn an_order_that_is_none_is_an_error() {
        for pattern in [&[0][..], &[0, 0], &[1, 2], &[0, 1, 2]] {
            let tape = Tape::new();
            permute_dimensions(&tape.array(&[[1.0]]), pattern);
            let error = tape.check().unwrap_err().to_string();
            let expected = format!("expected the axes of (1, 1), each once, found {pattern:?}");
            assert_eq!(error, format!("K::permute_dimensions: {expected}"));
        }
    }
}
