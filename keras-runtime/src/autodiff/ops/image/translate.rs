//! Images made larger or smaller, and moved.

use super::super::index::attempt;
use super::super::permute::to_last;
use super::super::products::tensordot;
use crate::autodiff::Tensor;
use crate::kernels::resample::Filter;
use crate::tensor::Dims;
use crate::{Error, ErrorKind, Result};

/// Scales the axes `spatial_dims` of images and moves them: what was at a place `p` is at `scale * p + translation`, where the
/// first element of an axis goes from 0 to 1. Each of these axes has the size in `output_shape` then; beyond the edges there are
/// zeros. With `antialias`, what gets smaller is read by a filter that is wider by as much.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K, backend::Filter};
/// let x = Tape::new().array(&[1.0, 2.0, 3.0]);
/// let y = K::scale_and_translate(&x, &[4], &[1.0], &[1.0], &[0], Filter::Linear, true);
/// assert_eq!(y.to_array(), keras::ndarray::array![0.0, 1.0, 2.0, 3.0].into_dyn());
/// ```
///
/// As [`keras.ops.image.scale_and_translate`](https://keras.io/api/ops/image/#scale_and_translate-function).
pub fn scale_and_translate(
    images: &Tensor,
    output_shape: &[usize],
    scale: &[f32],
    translation: &[f32],
    spatial_dims: &[isize],
    method: Filter,
    antialias: bool,
) -> Tensor {
    let place = "K::scale_and_translate";
    attempt(images, |dims| {
        if output_shape.len() != dims.rank() || [scale.len(), translation.len()] != [spatial_dims.len(); 2] {
            let found = format!("{output_shape:?}, {scale:?}, {translation:?} and {spatial_dims:?}");
            return Err(Error::expected(
                place,
                format!("sizes of all axes of {dims}, and numbers of some"),
                found,
            ));
        }
        if method == Filter::Nearest || !scale.iter().all(|scale| *scale > 0.0 && scale.is_finite()) {
            let found = format!("{method:?} and {scale:?}");
            return Err(Error::expected(place, "a filter that is not `Nearest`, and scales above 0", found));
        }
        Dims::new(output_shape)?;
        let mut y = images.clone();
        for (i, &axis) in spatial_dims.iter().enumerate() {
            let axis = dims.axis(place, axis)?;
            let weights =
                weights([dims[axis], output_shape[axis]], scale[i], translation[i], method, antialias)?;
            let weights = images
                .tape()
                .constant(&[dims[axis], output_shape[axis]], |all| all.copy_from_slice(&weights));
            let moved = tensordot(&to_last(place, &y, axis as isize), &weights, 1);
            y = super::super::permute::from_last(place, &moved, axis as isize);
        }
        let (found, expected) = (y.shape(), output_shape);
        if found[..] != *expected {
            return Err(Error::expected(
                place,
                format!("the sizes {found} of axes that stay"),
                format!("{expected:?}"),
            ));
        }
        Ok(y)
    })
}

/// How much each element of the input counts for one of the output, `(input, output)`.
fn weights(
    [input, output]: [usize; 2],
    scale: f32,
    translation: f32,
    method: Filter,
    antialias: bool,
) -> Result<Vec<f32>> {
    let width = if antialias { scale.recip().max(1.0) } else { 1.0 };
    let mut all = Vec::new();
    let memory = input.checked_mul(output).map(|len| (len, all.try_reserve_exact(len)));
    let Some((len, Ok(()))) = memory else {
        let error = Error::new("K::scale_and_translate", "there is no memory for an image of this size");
        return Err(error.with_kind(ErrorKind::Memory));
    };
    all.resize(len, 0.0);
    for o in 0..output {
        let center = (o as f32 + 0.5) / scale - translation / scale - 0.5;
        if !(-0.5..=input as f32 - 0.5).contains(&center) {
            continue;
        }
        let weight = |i: usize| method.weight((center - i as f32).abs() / width);
        let sum: f32 = (0..input).map(weight).sum();
        if sum.abs() > 1000.0 * f32::EPSILON {
            (0..input).for_each(|i| all[i * output + o] = weight(i) / sum);
        }
    }
    Ok(all)
}
