//! Patches of images and volumes.

use super::super::index::{attempt, elements, reserve};
use super::super::shape::{expand_dims, squeeze};
use super::super::where_::where_;
use crate::autodiff::Tensor;
use crate::kernels::windows::Padding;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Patches of images `(batch, height, width, channels)`, of volumes `(batch, depth, height, width, channels)`, or of one: in the
/// place of each patch all of its values, `(batch, patches…, values)`. In Keras the strides are the size of a patch by default,
/// so that none overlap. Padded, there are zeros beyond the edges.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K, layers::Padding};
/// let x = Tape::new().constant(&[2, 4, 1], |x| (0_u8..).zip(x).for_each(|(i, x)| *x = i.into()));
/// let y = K::extract_patches(&x, [2, 2], [2, 2], Padding::Valid, [1, 1]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[0.0, 1.0, 4.0, 5.0], [2.0, 3.0, 6.0, 7.0]]].into_dyn());
/// ```
///
/// As [`keras.ops.image.extract_patches`](https://keras.io/api/ops/image/#extract_patches-function).
pub fn extract_patches<const N: usize>(
    images: &Tensor,
    size: [usize; N],
    strides: [usize; N],
    padding: Padding,
    dilation_rate: [usize; N],
) -> Tensor {
    let place = "K::extract_patches";
    attempt(images, |dims| {
        let is_one = dims.rank() == N + 1;
        if !is_one && dims.rank() != N + 2 {
            return Err(Error::expected(place, format!("images of {N} axes, with channels"), dims));
        }
        let x = if is_one { expand_dims(images, 0) } else { images.clone() };
        let y = patches(place, &x, size, strides, padding, dilation_rate)?;
        Ok(if is_one { squeeze(&y, 0) } else { y })
    })
}

/// Where the windows of an axis begin, before its first element if it is padded, and how many there are.
fn windows(
    place: &'static str,
    axis: usize,
    [size, stride, dilation]: [usize; 3],
    padding: Padding,
) -> Result<(i64, usize)> {
    let span = size.checked_sub(1).and_then(|steps| steps.checked_mul(dilation)?.checked_add(1));
    let Some(span) = span.filter(|span| stride > 0 && dilation > 0 && *span < 1 << 40) else {
        let found = format!("{size}, {stride} and {dilation}");
        return Err(Error::expected(place, "a size, a stride and a dilation rate above 0", found));
    };
    match padding {
        Padding::Valid if span <= axis => Ok((0, (axis - span) / stride + 1)),
        Padding::Valid => Err(Error::expected(place, format!("an image of {span} pixels or more"), axis)),
        Padding::Same => {
            let count = axis.div_ceil(stride);
            let missing = (count.saturating_sub(1).saturating_mul(stride) + span).saturating_sub(axis);
            Ok((-((missing / 2) as i64), count))
        }
        Padding::Causal => Err(Error::expected(place, "the padding `Valid` or `Same`", "`Causal`")),
    }
}

fn patches<const N: usize>(
    place: &'static str,
    x: &Tensor,
    size: [usize; N],
    strides: [usize; N],
    padding: Padding,
    dilation_rate: [usize; N],
) -> Result<Tensor> {
    let dims = x.shape();
    let channels = dims[N + 1];
    let (mut first, mut result) = ([0; N], vec![dims[0]]);
    for axis in 0..N {
        let (begin, count) =
            windows(place, dims[axis + 1], [size[axis], strides[axis], dilation_rate[axis]], padding)?;
        first[axis] = begin;
        result.push(count);
    }
    let values = Dims::new(&size)?.elements().checked_mul(channels);
    result.push(values.ok_or_else(|| Error::new(place, "the patches are too large"))?);
    let result = Dims::new(&result)?;
    let (mut at, mut beyond) = (Vec::new(), Vec::new());
    reserve(&mut at, result.elements())?;
    let parts = |mut index: usize, of: &[usize]| -> [usize; N] {
        let mut parts = [0; N];
        for axis in (0..N).rev() {
            parts[axis] = index % of[axis];
            index /= of[axis];
        }
        parts
    };
    let (counts, pixels) = (&result[1..=N], size.iter().product::<usize>());
    for patch in 0..result.elements().checked_div(pixels * channels).unwrap_or_default() {
        let whole = counts.iter().product::<usize>();
        let (sample, window) = (patch / whole, parts(patch % whole, counts));
        for pixel in 0..pixels {
            let inside = parts(pixel, &size);
            let found = (0..N).try_fold(sample, |at, axis| {
                let start = first[axis] + (window[axis] * strides[axis]) as i64;
                let index = start + (inside[axis] * dilation_rate[axis]) as i64;
                let index = usize::try_from(index).ok().filter(|&index| index < dims[axis + 1])?;
                Some(at * dims[axis + 1] + index)
            });
            if found.is_none() {
                beyond.push(at.len());
            }
            let begin = found.unwrap_or_default() * channels;
            at.extend(begin..begin + channels);
        }
    }
    let read = elements(x, at, result);
    if beyond.is_empty() {
        return Ok(read);
    }
    let is_beyond = x.tape().constant(&result, |is_beyond| {
        is_beyond.fill(0.0);
        beyond.iter().for_each(|&begin| is_beyond[begin..][..channels].fill(1.0));
    });
    Ok(where_(&is_beyond, 0.0, read))
}
