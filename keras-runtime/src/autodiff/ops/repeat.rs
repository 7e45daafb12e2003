use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::reduce::add_sums;
use crate::kernels::strided::Strided;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Repeats each element `repeats` times in a row along an axis, as `keras.ops.repeat`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0]);
/// assert_eq!(K::repeat(&x, 2, 0).to_array(), keras::ndarray::array![1.0, 1.0, 2.0, 2.0].into_dyn());
/// ```
pub fn repeat(x: &Tensor, repeats: usize, axis: isize) -> Tensor {
    x.tape().apply(Repeat { repeats, axis, whole: false }, &[x])
}

/// Tiles the tensor, `repeats` times along each axis, as `numpy.tile`; where there are more numbers than axes, axes of
/// size 1 are put in front.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0]);
/// assert_eq!(K::tile(&x, &[2]).to_array(), keras::ndarray::array![1.0, 2.0, 1.0, 2.0].into_dyn());
/// ```
pub fn tile(x: &Tensor, repeats: &[usize]) -> Tensor {
    let mut y = x.clone();
    while y.rank() < repeats.len() && x.tape().check().is_ok() {
        y = super::expand_dims(&y, 0);
    }
    for (back, &repeats) in repeats.iter().rev().enumerate() {
        y = y.tape().apply(Repeat { repeats, axis: -1 - back as isize, whole: true }, &[&y]);
    }
    y
}

/// Repeats the elements along an axis, or the axis as a `whole`.
struct Repeat {
    repeats: usize,
    axis: isize,
    whole: bool,
}

impl Repeat {
    fn place(&self) -> &'static str {
        if self.whole { "K::tile" } else { "K::repeat" }
    }

    fn axis(&self, x: &Inputs<'_>) -> Result<usize> {
        x.dims(0).axis(self.place(), self.axis)
    }

    /// How many neighbouring numbers are copied together.
    fn block(&self, x: &Inputs<'_>) -> Result<usize> {
        let (_, along, after) = x.dims(0).around(self.axis(x)?);
        Ok(if self.whole { along * after } else { after }.max(1))
    }
}

impl Operation for Repeat {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let axis = self.axis(x)?;
        let Some(size) = x.dims(0)[axis].checked_mul(self.repeats) else {
            return Err(Error::new(self.place(), format!("{} repeats are too many", self.repeats)));
        };
        x.dims(0).resized(axis, size)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let block = self.block(x)?;
        if !y.is_empty() {
            let axes = [(block, [1]), (self.repeats, [0]), (x[0].len() / block, [block as isize])];
            Strided::new([0], axes).copy(&x[0], y);
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let block = self.block(x).expect("the axis existed when the values were computed");
        dx.add(0, |g| {
            if !dy.is_empty() {
                add_sums(self.repeats, block, dy, g);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn copies_give_their_gradients_back() {
        for axis in -2..2 {
            check_gradient(&[&[2, 3]], |x| repeat(&x[0], 3, axis));
        }
        check_gradient(&[&[2, 3]], |x| tile(&x[0], &[2, 3, 2]));
    }

    #[test]
    fn they_stand_where_numpy_puts_them() {
        let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
        let rows = ndarray::array![[1.0, 2.0], [1.0, 2.0], [3.0, 4.0], [3.0, 4.0]];
        assert_eq!(repeat(&x, 2, 0).to_array(), rows.into_dyn());
        let tiles = ndarray::array![[1.0, 2.0, 1.0, 2.0], [3.0, 4.0, 3.0, 4.0]];
        assert_eq!(tile(&x, &[1, 2]).to_array(), tiles.into_dyn());
        assert_eq!(*tile(&x, &[0, 2]).shape(), [0, 4]);
    }

    #[test]
    fn too_many_copies_are_an_error() {
        for (repeats, axis) in [(usize::MAX, 0), (usize::MAX / 4, 0), (1, 1)] {
            let tape = Tape::new();
            repeat(&tape.array(&[1.0, 2.0]), repeats, axis);
            assert!(tape.check().is_err());
        }
        let tape = Tape::new();
        tile(&tape.array(&[1.0, 2.0]), &[1; 9]);
        assert!(tape.check().is_err());
    }
}
