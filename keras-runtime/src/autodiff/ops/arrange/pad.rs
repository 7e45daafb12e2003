use smallvec::SmallVec;

use super::super::constants::{constant, ones_like};
use super::super::index::{Walk, along, attempt, reserve, spread};
use super::super::where_::where_;
use crate::autodiff::Tensor;
use crate::tensor::{Dims, MAX_RANK};
use crate::{Error, Result};

/// Mode of [`pad`]: what stands beyond the border. The letters show what stands around `abcd`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum PadMode {
    /// A number, Keras's `constant_values`: `kkk|abcd|kkk`.
    Constant(f32),
    /// The element at the edge: `aaa|abcd|ddd`.
    Edge,
    /// Reflected without the edge: `dcb|abcd|cba`.
    Reflect,
    /// Reflected with the edge: `cba|abcd|dcb`.
    Symmetric,
    /// The other end, Keras's `"wrap"` and `"circular"`: `bcd|abcd|abc`.
    Wrap,
}

/// Pads each axis by so many elements before and after.
///
/// ```
/// # use keras::backend::{self as K, PadMode};
/// # use keras::autodiff::Tape;
/// let x = Tape::new().array(&[1.0, 2.0, 3.0]);
/// assert_eq!(K::pad(&x, &[[1, 0]], PadMode::Constant(9.0)).to_array(), keras::ndarray::array![9.0, 1.0, 2.0, 3.0].into_dyn());
/// assert_eq!(K::pad(&x, &[[0, 2]], PadMode::Reflect).to_array(), keras::ndarray::array![1.0, 2.0, 3.0, 2.0, 1.0].into_dyn());
/// ```
pub fn pad(x: &Tensor, pad_width: &[[usize; 2]], mode: PadMode) -> Tensor {
    attempt(x, |dims| {
        let place = "K::pad";
        if pad_width.len() != dims.rank() {
            return Err(Error::expected(
                place,
                format!("a border for each axis of {dims}"),
                format!("{pad_width:?}"),
            ));
        }
        let sizes = dims.iter().zip(pad_width);
        let sizes = sizes.map(|(&size, border)| border.iter().fold(size, |sum, by| sum.saturating_add(*by)));
        let padded = Dims::new(&sizes.collect::<SmallVec<[usize; MAX_RANK]>>())?;
        if let PadMode::Constant(value) = mode {
            return Ok(framed(x, dims, padded, pad_width, value));
        }
        let mut y = x.clone();
        for (axis, &[before, after]) in pad_width.iter().enumerate() {
            if before + after > 0 {
                let source = source(place, dims, axis, mode)?;
                let mut at = Vec::new();
                reserve(&mut at, padded[axis])?;
                at.extend((0..padded[axis]).map(|i| source(i as i128 - before as i128) as usize));
                y = along(&y, axis, &at, y.shape().resized(axis, padded[axis])?)?;
            }
        }
        Ok(y)
    })
}

/// `x` in a frame of one number.
fn framed(x: &Tensor, dims: Dims, padded: Dims, pad_width: &[[usize; 2]], value: f32) -> Tensor {
    let walk = (0..dims.rank())
        .fold(Walk::whole(padded), |walk, axis| walk.narrowed(axis, pad_width[axis][0], dims[axis]));
    let y = spread(x, walk.clone(), padded);
    match value {
        0.0 => y,
        _ => where_(&spread(&ones_like(x), walk, padded), y, constant(x.tape(), value, &[])),
    }
}

/// Which element of an axis stands at a place that may be beyond it.
fn source(place: &str, dims: Dims, axis: usize, mode: PadMode) -> Result<impl Fn(i128) -> i128 + use<>> {
    let size = dims[axis] as i128;
    if size == 0 {
        let found = format!("none along axis {axis} of {dims}");
        return Err(Error::expected(place, "elements to repeat", found));
    }
    Ok(move |at: i128| match mode {
        PadMode::Reflect if size > 1 => {
            let at = at.rem_euclid(2 * size - 2);
            at.min(2 * size - 2 - at)
        }
        PadMode::Symmetric => {
            let at = at.rem_euclid(2 * size);
            at.min(2 * size - 1 - at)
        }
        PadMode::Wrap => at.rem_euclid(size),
        _ => at.clamp(0, size - 1),
    })
}

#[cfg(test)]
mod tests {
    use super::PadMode::{Constant, Edge, Reflect, Symmetric, Wrap};
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn every_border_has_its_gradient() {
        for mode in [Constant(0.0), Constant(5.0), Edge, Reflect, Symmetric, Wrap] {
            check_second_gradient(&[&[2, 3]], |x| pad(&x[0], &[[1, 0], [2, 3]], mode));
        }
    }

    #[test]
    fn a_border_may_be_wider_than_what_it_repeats() {
        let x = Tape::new().array(&[1.0, 2.0, 3.0]);
        let padded = |mode| pad(&x, &[[4, 1]], mode).read(|y| y.to_vec());
        assert_eq!(padded(Reflect), [1.0, 2.0, 3.0, 2.0, 1.0, 2.0, 3.0, 2.0]);
        assert_eq!(padded(Symmetric), [3.0, 3.0, 2.0, 1.0, 1.0, 2.0, 3.0, 3.0]);
        assert_eq!(padded(Wrap), [3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0]);
        assert_eq!(pad(&Tape::new().array(&[7.0]), &[[1, 1]], Reflect).read(|y| y.to_vec()), [7.0; 3]);
    }

    #[test]
    fn borders_that_do_not_fit_are_an_error() {
        let error = |shape: &[usize], by: &[[usize; 2]], mode| {
            let tape = Tape::new();
            pad(&tape.constant(shape, |x| x.fill(0.0)), by, mode);
            tape.check().unwrap_err().to_string()
        };
        let expected = "K::pad: expected a border for each axis of (2, 2), found [[1, 1]]";
        assert_eq!(error(&[2, 2], &[[1, 1]], Edge), expected);
        assert_eq!(
            error(&[0], &[[1, 1]], Wrap),
            "K::pad: expected elements to repeat, found none along axis 0 of (0,)"
        );
        assert!(error(&[2], &[[usize::MAX, 1]], Constant(0.0)).contains("too large"));
    }
}
