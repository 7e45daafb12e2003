use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::padding::PaddedImage;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Zero padding of `(batch, sizes…, channels)`: so many before and after along each of `N` axes, up to three.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&keras::ndarray::array![[[1.0], [2.0]]]);
/// let y = K::zero_pad(&x, [[2, 1]]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[0.0], [0.0], [1.0], [2.0], [0.0]]].into_dyn());
/// ```
pub fn zero_pad<const N: usize>(x: &Tensor, padding: [[usize; 2]; N]) -> Tensor {
    x.tape().apply(Border::new(true, padding), &[x])
}

/// Cropping: `(batch, sizes…, channels)` without so many elements at the beginning and the end of each of `N` axes, up
/// to three.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&keras::ndarray::array![[[1.0], [2.0], [3.0]]]);
/// let y = K::crop(&x, [[1, 0]]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[2.0], [3.0]]].into_dyn());
/// ```
pub fn crop<const N: usize>(x: &Tensor, cropping: [[usize; 2]; N]) -> Tensor {
    x.tape().apply(Border::new(false, cropping), &[x])
}

/// Adds a border of zeros, or takes a border away.
struct Border {
    adds: bool,
    axes: usize,
    sides: [[usize; 2]; 3],
}

impl Border {
    fn new<const N: usize>(adds: bool, sides: [[usize; 2]; N]) -> Self {
        const { assert!(N >= 1 && N <= 3, "an image has 1, 2 or 3 axes between batch and channels") };
        let mut all = [[0; 2]; 3];
        all[..N].copy_from_slice(&sides);
        Self { adds, axes: N, sides: all }
    }

    /// Where the smaller of input and output lies in the other, and the shape of the output.
    fn padded(&self, x: &Inputs<'_>) -> Result<(PaddedImage, Dims)> {
        let (axes, from) = (self.axes, x.dims(0));
        let place = if self.adds { "K::zero_pad" } else { "K::crop" };
        if from.rank() != axes + 2 {
            return Err(Error::expected(place, format!("a tensor of rank {}", axes + 2), from));
        }
        let mut to = from;
        let (mut sizes, mut other, mut before) = ([1; 3], [1; 3], [0; 3]);
        for (i, &[first, last]) in self.sides[..axes].iter().enumerate() {
            let size = from[i + 1];
            let border = first.saturating_add(last);
            let changed = match self.adds {
                true => size.saturating_add(border),
                false => size.checked_sub(border).ok_or_else(|| {
                    Error::expected(place, format!("at least {border} elements along axis {}", i + 1), from)
                })?,
            };
            to = to.resized(i + 1, changed)?;
            (sizes[3 - axes + i], other[3 - axes + i], before[3 - axes + i]) = (size, changed, first);
        }
        let (inner, outer) = if self.adds { (sizes, other) } else { (other, sizes) };
        Ok((PaddedImage { outer, inner, before, channels: from.last_size() }, to))
    }
}

impl Operation for Border {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.padded(x).map(|(_, dims)| dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (padded, _) = self.padded(x)?;
        match self.adds {
            true => padded.put(&x[0], 0.0, y),
            false => padded.take(&x[0], 0.0, y),
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (padded, _) = self.padded(x).expect("the shapes fitted when the values were computed");
        dx.accumulate(0, |g, beta| match self.adds {
            true => padded.take(dy, beta, g),
            false => padded.put(dy, beta, g),
        });
    }

    fn differentiable_backward(
        &self,
        _: &[Tensor],
        _: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        dx.set(0, || dy.tape().apply(Border { adds: !self.adds, ..*self }, &[dy]));
        true
    }

    fn name(&self) -> &'static str {
        if self.adds { "K::zero_pad" } else { "K::crop" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn borders_have_no_gradient_and_what_is_inside_has_its_own() {
        check_gradient(&[&[2, 3, 2]], |x| zero_pad(&x[0], [[1, 2]]));
        check_gradient(&[&[2, 3, 2, 2]], |x| {
            zero_pad(&x[0], [[0, 2], [1, 0]]) + zero_pad(&x[0], [[1, 1], [0, 1]])
        });
        check_gradient(&[&[1, 2, 3, 2, 2]], |x| zero_pad(&x[0], [[1, 0], [0, 0], [0, 1]]));
        check_gradient(&[&[2, 5, 2]], |x| crop(&x[0], [[1, 2]]));
        check_gradient(&[&[2, 3, 3, 2]], |x| crop(&x[0], [[0, 2], [1, 1]]) + crop(&x[0], [[1, 1], [0, 2]]));
        check_gradient(&[&[1, 2, 3, 2, 2]], |x| crop(&x[0], [[1, 0], [0, 0], [0, 1]]));
    }

    #[test]
    fn more_than_there_is_cannot_be_cropped() {
        let tape = Tape::new();
        crop(&tape.array(&ndarray::array![[[1.0], [2.0]]]), [[1, 2]]);
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::crop: expected at least 3 elements along axis 1, found (1, 2, 1)");
    }
}
