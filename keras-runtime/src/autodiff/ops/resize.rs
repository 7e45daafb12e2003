use super::{expand_dims, squeeze};
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::resample::{Filter, Resample};
use crate::kernels::scratch;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Resizes images `(batch, height, width, channels)`, or one `(height, width, channels)`, to another height and width, by
/// interpolation.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K, backend::Filter};
/// let x = Tape::new().constant(&[1, 1, 2, 1], |x| x.copy_from_slice(&[0.0, 4.0]));
/// let y = K::resize(&x, [1, 4], Filter::Linear);
/// y.read(|y| assert_eq!(y, [0.0, 1.0, 3.0, 4.0]));
/// ```
pub fn resize(x: &Tensor, size: [usize; 2], filter: Filter) -> Tensor {
    resize_smoothly(x, size, filter, false)
}

/// As [`resize`]; with `antialias`, an image that is made smaller is read by a filter that is wider by as much, so that
/// each of its pixels counts.
pub(crate) fn resize_smoothly(x: &Tensor, size: [usize; 2], filter: Filter, antialias: bool) -> Tensor {
    let resize = Resize { size, filter, antialias };
    if x.rank() == 3 {
        return squeeze(&x.tape().apply(resize, &[&expand_dims(x, 0)]), 0);
    }
    x.tape().apply(resize, &[x])
}

struct Resize {
    size: [usize; 2],
    filter: Filter,
    antialias: bool,
}

impl Resize {
    /// One step along the height and one along the width, in the order in which there are fewer values between them: no
    /// more than before both, or after; and their number.
    fn steps(&self, x: Dims) -> ([Resample; 2], usize) {
        let Self { size: [to_height, to_width], filter, antialias } = *self;
        let (height, width, channels) = (x[1], x[2], x[3]);
        let across = |width: usize| Resample {
            input: height,
            output: to_height,
            inner: width * channels,
            filter,
            antialias,
        };
        let along = Resample { input: width, output: to_width, inner: channels, filter, antialias };
        let (high, wide) = (to_height.saturating_mul(width), height.saturating_mul(to_width));
        if high <= wide {
            ([across(width), along], x[0] * high * channels)
        } else {
            ([along, across(to_width)], x[0] * wide * channels)
        }
    }
}

impl Operation for Resize {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let dims = x.dims(0);
        match *dims {
            [_, height, width, _] if height > 0 && width > 0 && !self.size.contains(&0) => {
                dims.resized(1, self.size[0])?.resized(2, self.size[1])
            }
            _ => Err(Error::expected(
                "K::resize",
                "images (batch, height, width, channels), and sizes of 1 or more",
                dims,
            )),
        }
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let ([first, second], between) = self.steps(x.dims(0));
        scratch::with(between, |between| {
            first.forward(&x[0], between);
            second.forward(between, y);
        });
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let ([first, second], between) = self.steps(x.dims(0));
        dx.accumulate(0, |g, beta| {
            scratch::with(between, |between| {
                second.gradient(dy, 0.0, between);
                first.gradient(between, beta, g);
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn a_larger_image_gives_its_gradient_back() {
        for filter in [Filter::Nearest, Filter::Linear, Filter::Cubic, Filter::Lanczos3, Filter::Lanczos5] {
            check_gradient(&[&[2, 2, 3, 2]], |x| {
                resize(&x[0], [4, 9], filter) + resize(&x[0], [4, 9], filter)
            });
        }
    }

    #[test]
    fn a_smaller_image_gives_its_gradient_back() {
        for antialias in [false, true] {
            check_gradient(&[&[1, 7, 9, 2]], |x| resize_smoothly(&x[0], [2, 4], Filter::Cubic, antialias));
        }
    }

    #[test]
    fn what_is_no_image_is_an_error() {
        let tape = Tape::new();
        resize(&tape.array(&[1.0, 2.0]), [2, 2], Filter::Linear);
        assert!(tape.check().unwrap_err().to_string().starts_with("K::resize: expected images"));
    }
}
