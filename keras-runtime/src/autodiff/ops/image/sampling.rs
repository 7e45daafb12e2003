//! Images read between their pixels.

use super::super::arithmetic::multiply;
use super::super::arrange::unstack;
use super::super::index::{attempt, elements};
use super::super::where_::where_;
use crate::autodiff::Tensor;
use crate::kernels::affine::Interpolation;
use crate::tensor::Dims;
use crate::{Error, Result};

/// What is read beyond the edge of an image `a b c d`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FillMode {
    /// A number, Keras's `fill_value`: `k k k | a b c d | k k k`.
    Constant(f32),
    /// The pixel at the edge: `a a a | a b c d | d d d`.
    Nearest,
    /// The image again: `b c d | a b c d | a b c`.
    Wrap,
    /// The image in a mirror at its last pixel: `d c b | a b c d | c b a`.
    Mirror,
    /// The image in a mirror behind its last pixel: `c b a | a b c d | d c b`.
    Reflect,
}

impl FillMode {
    /// The place in an axis that is read at an index, if it is one of the axis.
    fn place(self, index: i64, size: usize) -> Option<usize> {
        let len = size as i64;
        let mirrored = |index: i64, half: i64| match half {
            0 => 0,
            _ => ((index + half).rem_euclid(2 * half) - half).abs(),
        };
        let place = match self {
            FillMode::Constant(_) => return usize::try_from(index).ok().filter(|&index| index < size),
            FillMode::Nearest => index.clamp(0, len - 1),
            FillMode::Wrap => index.rem_euclid(len),
            FillMode::Mirror => mirrored(index, len - 1),
            FillMode::Reflect => (mirrored(2 * index + 1, 2 * len) - 1).div_euclid(2),
        };
        Some(place as usize)
    }
}

/// Elements of a tensor of `N` axes at coordinates `(N, …)`, which may lie between them: the nearest, or the sum of those around,
/// by their nearness. Gradients are by the elements, and between them by the coordinates.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K, backend::{FillMode, Interpolation}};
/// let tape = Tape::new();
/// let (x, places) = (tape.array(&[1.0, 2.0, 4.0]), tape.array(&[[0.5, 1.5, 3.0]]));
/// let y = K::map_coordinates(&x, &places, Interpolation::Bilinear, FillMode::Constant(9.0));
/// assert_eq!(y.to_array(), keras::ndarray::array![1.5, 3.0, 9.0].into_dyn());
/// ```
///
/// As [`keras.ops.image.map_coordinates`](https://keras.io/api/ops/image/#map_coordinates-function), whose `order` is 0 for
/// [`Nearest`](Interpolation::Nearest) and 1 for [`Bilinear`](Interpolation::Bilinear).
pub fn map_coordinates(
    inputs: &Tensor,
    coordinates: &Tensor,
    interpolation: Interpolation,
    fill_mode: FillMode,
) -> Tensor {
    let place = "K::map_coordinates";
    attempt(inputs, |dims| {
        let found = coordinates.shape();
        if found.rank() < 2 || found[0] != dims.rank() {
            let expected = format!("coordinates ({}, …), of elements of {dims}", dims.rank());
            return Err(Error::expected(place, expected, found));
        }
        let result = found.without(0);
        let axes: Vec<Axis> =
            (0..dims.rank()).map(|axis| Axis { size: dims[axis], stride: dims.around(axis).2 }).collect();
        let sampled = Sampled { axes: &axes, inner: 1, base: &|_| 0, interpolation, fill_mode };
        sampled.read(place, inputs, &unstack(coordinates, 0), result)
    })
}

/// An axis that coordinates are of, and how far its elements lie apart.
pub(super) struct Axis {
    pub size: usize,
    pub stride: usize,
}

/// How elements are read at coordinates.
pub(super) struct Sampled<'a> {
    pub axes: &'a [Axis],
    /// How many elements are read side by side.
    pub inner: usize,
    /// Where the element stands that the coordinates of a place are counted from.
    pub base: &'a dyn Fn(usize) -> usize,
    pub interpolation: Interpolation,
    pub fill_mode: FillMode,
}

impl Sampled<'_> {
    /// The elements of `x` at coordinates, one tensor for each axis, in the shape `result`: that of the coordinates, with an axis
    /// of the inner ones if there are several.
    pub fn read(
        &self,
        place: &'static str,
        x: &Tensor,
        coordinates: &[Tensor],
        result: Dims,
    ) -> Result<Tensor> {
        if self.axes.iter().any(|axis| axis.size == 0) {
            return Err(Error::expected(place, "axes of one element or more", x.shape()));
        }
        let is_nearest = self.interpolation == Interpolation::Nearest;
        let lower: Vec<Vec<i64>> = coordinates
            .iter()
            .map(|coordinate| {
                let below = |&place: &f32| if is_nearest { place.round() } else { place.floor() } as i64;
                // What is further away than any image is wide is as far as that.
                let near = |place: i64| place.clamp(-(1 << 40), 1 << 40);
                coordinate.read(|places| places.iter().map(|place| near(below(place))).collect())
            })
            .collect();
        let above: Vec<Tensor> = coordinates
            .iter()
            .zip(&lower)
            .map(|(coordinate, lower)| {
                let shape = coordinate.shape();
                let below = x.tape().constant(&shape, |below| {
                    below.iter_mut().zip(lower).for_each(|(below, &index)| *below = index as f32);
                });
                coordinate - below
            })
            .collect();
        let mut sum: Option<Tensor> = None;
        for corner in 0..if is_nearest { 1 } else { 1 << self.axes.len() } {
            let bit = |axis: usize| i64::from(corner >> axis & 1);
            let weights = (0..self.axes.len()).filter(|_| !is_nearest);
            let weight = weights
                .map(|axis| if bit(axis) == 1 { above[axis].clone() } else { 1.0 - &above[axis] })
                .reduce(|product, weight| multiply(&product, weight));
            let mut read = self.corner(x, &lower, bit, result)?;
            if let Some(weight) = weight {
                let weight = if self.inner > 1 { super::expand_dims(&weight, -1) } else { weight };
                read = read * super::super::shape::view_as(&weight, weight_dims(result, self.inner)?);
            }
            sum = Some(match sum {
                Some(sum) => sum + read,
                None => read,
            });
        }
        sum.ok_or_else(|| Error::expected(place, "a tensor of one axis or more", x.shape()))
    }

    /// The elements that stand before the coordinates along some axes, and behind them along the others.
    fn corner(
        &self,
        x: &Tensor,
        lower: &[Vec<i64>],
        bit: impl Fn(usize) -> i64,
        result: Dims,
    ) -> Result<Tensor> {
        let places = lower.first().map_or(0, Vec::len);
        let (mut at, mut beyond) = (Vec::with_capacity(places * self.inner), Vec::new());
        let index_of = |place: usize| {
            self.axes.iter().zip(lower).enumerate().try_fold(
                (self.base)(place),
                |at, (axis, (along, lower))| {
                    let found = self.fill_mode.place(lower[place] + bit(axis), along.size)?;
                    Some(at + found * along.stride)
                },
            )
        };
        for (place, index) in (0..places).map(|place| (place, index_of(place))) {
            if index.is_none() {
                beyond.push(place);
            }
            let first = index.unwrap_or((self.base)(place));
            at.extend((0..self.inner).map(|i| first + i));
        }
        let read = elements(x, at, result);
        let FillMode::Constant(value) = self.fill_mode else { return Ok(read) };
        if beyond.is_empty() {
            return Ok(read);
        }
        let is_beyond = x.tape().constant(&result, |is_beyond| {
            is_beyond.fill(0.0);
            for place in beyond {
                is_beyond[place * self.inner..][..self.inner].fill(1.0);
            }
        });
        Ok(where_(&is_beyond, value, read))
    }
}

/// The shape of weights that are multiplied with a result.
fn weight_dims(result: Dims, inner: usize) -> Result<Dims> {
    if inner > 1 { result.resized(result.rank() - 1, 1) } else { Ok(result) }
}
