//! Normalizations, attention and encodings of `keras.ops.nn`, made of other operations.

use super::constants::zeros_like;
use super::extremes::max_axis;
use super::gather::one_hot;
use super::matmul::matmul;
use super::permute::permute_dimensions;
use super::reduce::{mean, mean_axis};
use super::repeat::repeat;
use super::shape::{expand_dims, reshape};
use super::softmax::softmax_axis;
use super::where_::where_;
use super::{divide, log, sqrt, square};
use crate::autodiff::Tensor;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Fuzz factor of a normalization unless another is given, Keras's `epsilon()`.
const EPSILON: f32 = 1e-7;

/// Mean and variance over some axes, which have size 1 then if `keepdims`, and else are removed.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 3.0], [5.0, 5.0]]);
/// let (mean, variance) = K::moments(&x, &[1], false);
/// assert_eq!(mean.to_array(), keras::ndarray::array![2.0, 5.0].into_dyn());
/// assert_eq!(variance.to_array(), keras::ndarray::array![1.0, 0.0].into_dyn());
/// ```
pub fn moments(x: &Tensor, axes: &[isize], keepdims: bool) -> (Tensor, Tensor) {
    let place = "K::moments";
    let axes = match resolved(place, x.shape(), axes) {
        Ok(axes) => axes,
        Err(error) => {
            let failed = x.tape().fail(error);
            return (failed.clone(), failed);
        }
    };
    let over = |x: &Tensor| axes.iter().fold(x.clone(), |x, &axis| expand_dims(&mean_axis(&x, axis), axis));
    let mean = over(x);
    let variance = over(&square(&(x - &mean)));
    if keepdims {
        return (mean, variance);
    }
    let squeezed = |x: &Tensor| axes.iter().rev().fold(x.clone(), |x, &axis| super::squeeze(&x, axis));
    (squeezed(&mean), squeezed(&variance))
}

/// Batch normalization by given statistics: `(x − mean) / √(variance + epsilon) · scale + offset`, where all of these
/// are vectors along `axis`. Keras's `epsilon` is 0.001 by default.
pub fn batch_normalization(
    x: &Tensor,
    mean: &Tensor,
    variance: &Tensor,
    axis: isize,
    offset: Option<&Tensor>,
    scale: Option<&Tensor>,
    epsilon: f32,
) -> Tensor {
    let place = "K::batch_normalization";
    let dims = x.shape();
    let axis = match dims.axis(place, axis) {
        Ok(axis) => axis,
        Err(error) => return x.tape().fail(error),
    };
    let mut sizes = vec![1; dims.rank()];
    sizes[axis] = dims[axis] as isize;
    for vector in [Some(mean), Some(variance), offset, scale].into_iter().flatten() {
        if *vector.shape() != [dims[axis]] {
            let expected = format!("vectors of {} numbers for axis {axis} of {dims}", dims[axis]);
            return x.tape().fail(Error::expected(place, expected, vector.shape()));
        }
    }
    let along = |vector: &Tensor| reshape(vector, &sizes);
    let y = divide(&(x - along(mean)), sqrt(&(along(variance) + epsilon)));
    let y = scale.map_or_else(|| y.clone(), |scale| &y * along(scale));
    offset.map_or_else(|| y.clone(), |offset| &y + along(offset))
}

/// Layer normalization over some axes: `(x − mean) / √(variance + epsilon) · gamma + beta`, where `epsilon` is 1e-7 by
/// default. `gamma` and `beta` have the sizes of these axes, in ascending order.
pub fn layer_normalization(
    x: &Tensor,
    gamma: Option<&Tensor>,
    beta: Option<&Tensor>,
    axis: &[isize],
    epsilon: Option<f32>,
) -> Tensor {
    let place = "K::layer_normalization";
    let (mean, variance) = moments(x, axis, true);
    let y = divide(&(x - mean), sqrt(&(variance + epsilon.unwrap_or(EPSILON))));
    scaled(place, y, axis, gamma, beta)
}

/// Root-mean-square normalization over some axes: `x / √(mean(x²) + epsilon) · scale`, where `epsilon` is 1e-7 by
/// default. `scale` has the sizes of these axes, in ascending order.
pub fn rms_normalization(x: &Tensor, scale: Option<&Tensor>, axis: &[isize], epsilon: Option<f32>) -> Tensor {
    let place = "K::rms_normalization";
    let (mean, _) = moments(&square(x), axis, true);
    scaled(place, divide(x, sqrt(&(mean + epsilon.unwrap_or(EPSILON)))), axis, scale, None)
}

/// Scales and moves numbers along some axes.
fn scaled(place: &str, y: Tensor, axis: &[isize], scale: Option<&Tensor>, offset: Option<&Tensor>) -> Tensor {
    let (tape, dims) = (y.tape().clone(), y.shape());
    let axes = match resolved(place, dims, axis) {
        Ok(axes) => axes,
        Err(error) => return tape.fail(error),
    };
    let along: Vec<usize> = axes.iter().map(|&axis| dims[axis as usize]).collect();
    let whole: Vec<isize> = (0..dims.rank() as isize)
        .map(|axis| if axes.contains(&axis) { dims[axis as usize] as isize } else { 1 })
        .collect();
    if let Some(other) = [scale, offset].into_iter().flatten().find(|other| *other.shape() != *along) {
        let expected = format!("numbers of shape {along:?} for axes {axes:?} of {dims}");
        return tape.fail(Error::expected(place, expected, other.shape()));
    }
    let y = scale.map_or_else(|| y.clone(), |scale| &y * reshape(scale, &whole));
    offset.map_or_else(|| y.clone(), |offset| &y + reshape(offset, &whole))
}

/// Axes from the first on, each once.
fn resolved(place: &str, dims: Dims, axes: &[isize]) -> Result<Vec<isize>> {
    let resolve = |&axis: &isize| dims.axis(place, axis).map(|axis| axis as isize);
    let mut resolved = axes.iter().map(resolve).collect::<Result<Vec<_>>>()?;
    resolved.sort_unstable();
    let count = resolved.len();
    resolved.dedup();
    match count > 0 && resolved.len() == count {
        true => Ok(resolved),
        false => Err(Error::expected(place, "one axis or more, each once", format!("{axes:?}"))),
    }
}

/// Multi-hot encoding of class indices: `(batch, n)` gives `(batch, num_classes)`, 1 for the classes that are among the
/// `n`, and `(n,)` gives `(num_classes,)`. An index that is no class is an error, as in [`one_hot`].
pub fn multi_hot(inputs: &Tensor, num_classes: usize) -> Tensor {
    let axis = if inputs.rank() > 1 { 1 } else { 0 };
    max_axis(&one_hot(inputs, num_classes), axis)
}

/// Peak signal-to-noise ratio of two images, or stacks of some, of one shape, in decibels: a number, infinite if they
/// are equal.
pub fn psnr(x1: &Tensor, x2: &Tensor, max_val: f32) -> Tensor {
    let place = "K::psnr";
    if x1.shape() != x2.shape() {
        let found = format!("{} and {}", x1.shape(), x2.shape());
        return x1.tape().fail(Error::expected(place, "images of one shape", found));
    }
    if !(max_val > 0.0 && max_val.is_finite()) {
        return x1.tape().fail(Error::expected(place, "a `max_val` above 0", max_val));
    }
    let decibels = 10.0 / std::f32::consts::LN_10;
    20.0 * max_val.log10() - log(&mean(&square(&(x1 - x2)))) * decibels
}

/// Scaled dot-product attention: `softmax(query · keyᵀ · scale) · value`, where `query` is `(batch, t, heads, size)`,
/// and `key` and `value` are `(batch, s, heads, size)`; these may have fewer heads, of which each is for as many of the
/// query (grouped-query attention). `bias` is added to the logits, `(batch, heads, t, s)`, and where `mask` is 0, or a
/// key comes after its query if `is_causal`, there is no attention; both broadcast. `scale` is `1 / √size` by default.
/// Where nothing is attended to, all keys are alike.
pub fn dot_product_attention(
    query: &Tensor,
    key: &Tensor,
    value: &Tensor,
    bias: Option<&Tensor>,
    mask: Option<&Tensor>,
    scale: Option<f32>,
    is_causal: bool,
) -> Tensor {
    let place = "K::dot_product_attention";
    let [q, k, v] = [query, key, value].map(Tensor::shape);
    let fits = matches!(
        (&*q, &*k, &*v),
        (&[batch, t, heads, size], &[batches, s, groups, keys], &[ref lead @ .., _])
            if batch == batches && size == keys && lead == [batches, s, groups] && groups > 0
                && heads.is_multiple_of(groups) && t > 0 && s > 0
    );
    if !fits {
        let expected = "(batch, t, heads, size) and twice (batch, s, heads, size)";
        return query.tape().fail(Error::expected(place, expected, format!("{q}, {k} and {v}")));
    }
    let (t, s, heads, size) = (q[1], k[1], q[2], q[3]);
    let shared =
        |x: &Tensor| if x.shape()[2] == heads { x.clone() } else { repeat(x, heads / x.shape()[2], 2) };
    let (key, value) = (shared(key), shared(value));
    let query = permute_dimensions(query, &[0, 2, 1, 3]);
    let scale = scale.unwrap_or(1.0 / (size as f32).sqrt());
    let mut logits = matmul(&query, &permute_dimensions(&key, &[0, 2, 3, 1])) * scale;
    if let Some(bias) = bias {
        logits = logits + bias;
    }
    // As JAX has it: finite, so that a row without any attention is a number.
    let never = 0.7 * f32::MIN;
    if is_causal {
        let causal = query.tape().constant(&[t, s], |values| {
            let allowed =
                |(place, value): (usize, &mut f32)| *value = f32::from(u8::from(place % s <= place / s));
            values.iter_mut().enumerate().for_each(allowed);
        });
        logits = where_(&(zeros_like(&logits) + causal), logits, never);
    }
    if let Some(mask) = mask {
        logits = where_(&(zeros_like(&logits) + mask), logits, never);
    }
    if logits.shape()[..2] != [q[0], heads] {
        return query.tape().fail(Error::expected(
            place,
            "a bias and a mask that broadcast to the logits",
            logits.shape(),
        ));
    }
    permute_dimensions(
        &matmul(&softmax_axis(&logits, -1), &permute_dimensions(&value, &[0, 2, 1, 3])),
        &[0, 2, 1, 3],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn normalizations_have_their_gradients() {
        check_gradient(&[&[2, 3, 2], &[2, 2]], |x| {
            rms_normalization(&x[0], Some(&x[1]), &[0, -1], Some(0.1))
        });
        check_gradient(&[&[2, 3], &[3], &[3]], |x| {
            layer_normalization(&x[0], Some(&x[1]), Some(&x[2]), &[-1], Some(0.1))
        });
        check_gradient(&[&[2, 3], &[3], &[3], &[3]], |x| {
            let variance = square(&x[1]) + 1.0;
            batch_normalization(&x[0], &x[1], &variance, -1, Some(&x[2]), Some(&x[3]), 0.1)
        });
    }

    #[test]
    fn attention_with_shared_heads_has_its_gradients() {
        for is_causal in [false, true] {
            check_gradient(&[&[1, 3, 2, 2], &[1, 3, 1, 2], &[1, 3, 1, 2]], |x| {
                dot_product_attention(&x[0], &x[1], &x[2], None, None, None, is_causal)
            });
        }
    }

    #[test]
    fn classes_among_several_are_marked() {
        let x = Tape::new().array(&[[0.0, 2.0], [1.0, 1.0]]);
        let expected = ndarray::array![[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]].into_dyn();
        assert_eq!(multi_hot(&x, 3).to_array(), expected);
    }
}
