//! Images read from other places: turned, shifted, in perspective, bent.

use super::super::arrange::unstack;
use super::super::concatenate::{concatenate, stack};
use super::super::constants::{ones_like, zeros_like};
use super::super::create::zeros;
use super::super::linalg::solve;
use super::super::random::{RandomSource, random_normal};
use super::super::shape::{expand_dims, reshape, squeeze};
use super::sampling::{Axis, FillMode, Sampled};
use super::{batched, gaussian_blur, sizes};
use crate::autodiff::Tensor;
use crate::kernels::affine::Interpolation;
use crate::{Error, Result};

/// Transforms images `(batch, height, width, channels)`, or one: the pixel in column `x` and row `y` is read in column
/// `a0 x + a1 y + a2` and row `b0 x + b1 y + b2`. `transform` is `(a0, a1, a2, b0, b1, b2, c0, c1)`, for all images or one for
/// each, `(batch, 8)`; `c0` and `c1` have to be 0.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K, backend::{FillMode, Interpolation}};
/// let tape = Tape::new();
/// let x = tape.constant(&[1, 3, 1], |x| x.copy_from_slice(&[1.0, 2.0, 4.0]));
/// let to_the_left = tape.array(&[1.0, 0.0, 0.5, 0.0, 1.0, 0.0, 0.0, 0.0]);
/// let y = K::affine_transform(&x, &to_the_left, Interpolation::Bilinear, FillMode::Nearest);
/// y.read(|y| assert_eq!(y, [1.5, 3.0, 4.0]));
/// ```
///
/// As [`keras.ops.image.affine_transform`](https://keras.io/api/ops/image/#affine_transform-function).
pub fn affine_transform(
    images: &Tensor,
    transform: &Tensor,
    interpolation: Interpolation,
    fill_mode: FillMode,
) -> Tensor {
    let place = "K::affine_transform";
    batched(place, images, |x| {
        let numbers = if transform.rank() == 1 { expand_dims(transform, 0) } else { transform.clone() };
        let shape = numbers.shape();
        let is_flat = numbers.read(|numbers| numbers.chunks(8).all(|t| t.get(6..) == Some(&[0.0, 0.0])));
        if shape.rank() != 2 || shape[1] != 8 || ![1, x.dim(0)].contains(&shape[0]) || !is_flat {
            let expected = format!("8 numbers, or ({}, 8), the last two of which are 0", x.dim(0));
            return Err(Error::expected(place, expected, transform.shape()));
        }
        let t = of_images(&numbers);
        let grid = grid(x);
        let along = |numbers| along(&t, numbers, &grid);
        read(place, x, [along([3, 4, 5]), along([0, 1, 2])], interpolation, fill_mode)
    })
}

/// Images `(batch, height, width, channels)`, or one, in perspective: what was at the four `start_points` is at the `end_points`,
/// columns and rows `(4, 2)`, or those of each image, `(batch, 4, 2)`. Beyond the edges there is `fill_value`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K, backend::Interpolation};
/// let tape = Tape::new();
/// let x = tape.constant(&[2, 2, 1], |x| x.copy_from_slice(&[1.0, 2.0, 3.0, 4.0]));
/// let corners = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]];
/// let mirrored = tape.array(&[corners[1], corners[0], corners[3], corners[2]]);
/// let y = K::perspective_transform(&x, &tape.array(&corners), &mirrored, Interpolation::Nearest, 0.0);
/// y.read(|y| assert_eq!(y, [2.0, 1.0, 4.0, 3.0]));
/// ```
///
/// As [`keras.ops.image.perspective_transform`](https://keras.io/api/ops/image/#perspective_transform-function).
pub fn perspective_transform(
    images: &Tensor,
    start_points: &Tensor,
    end_points: &Tensor,
    interpolation: Interpolation,
    fill_value: f32,
) -> Tensor {
    let place = "K::perspective_transform";
    batched(place, images, |x| {
        let points = [start_points, end_points]
            .map(|points| if points.rank() == 2 { expand_dims(points, 0) } else { points.clone() });
        let shape = points[0].shape();
        let fits = shape.rank() == 3 && shape[1..] == [4, 2] && [1, x.dim(0)].contains(&shape[0]);
        if !fits || points[1].shape() != shape {
            let found = format!("{} and {}", start_points.shape(), end_points.shape());
            return Err(Error::expected(place, "points (4, 2), or those of each image, twice", found));
        }
        let t = of_images(&homography(&points));
        let grid = grid(x);
        let along = |numbers| along(&t, numbers, &grid);
        let [columns, rows] = &grid;
        let depth = &t[6] * columns + &t[7] * rows + 1.0;
        let (row, column) = (along([3, 4, 5]) / &depth, along([0, 1, 2]) / &depth);
        read(place, x, [row, column], interpolation, FillMode::Constant(fill_value))
    })
}

/// Bends images `(batch, height, width, channels)`, or one, at random: each pixel is read `alpha` times as far away as a noise
/// says that was smoothed by a Gaussian filter of `sigma` pixels. In Keras these are 20 and 5 by default, and the fill mode is
/// [`Reflect`](FillMode::Reflect).
///
/// ```
/// # use keras::{autodiff::Tensor, backend as K, backend::{FillMode, Interpolation, RandomSource}};
/// fn bent(images: &Tensor, random: &impl RandomSource) -> Tensor {
///     K::elastic_transform(images, 20.0, 5.0, Interpolation::Bilinear, FillMode::Reflect, random)
/// }
/// ```
///
/// As [`keras.ops.image.elastic_transform`](https://keras.io/api/ops/image/#elastic_transform-function). Source: Simard, Steinkraus
/// and Platt, "Best practices for convolutional neural networks applied to visual document analysis" (2003).
pub fn elastic_transform(
    images: &Tensor,
    alpha: f32,
    sigma: f32,
    interpolation: Interpolation,
    fill_mode: FillMode,
    random: &impl RandomSource,
) -> Tensor {
    let place = "K::elastic_transform";
    batched(place, images, |x| {
        if !(sigma > 0.0 && sigma.is_finite()) {
            return Err(Error::expected(place, "a `sigma` above 0", sigma));
        }
        let [batch, height, width, _] = sizes(x);
        let size = (6.0 * sigma) as usize | 1;
        let far = || {
            let noise = random_normal(random, &[batch, height, width, 1]) * sigma;
            squeeze(&gaussian_blur(&noise, [size; 2], [sigma; 2]), -1) * alpha
        };
        let [columns, rows] = grid(x);
        let (across, down) = (columns + far(), rows + far());
        read(place, x, [down, across], interpolation, fill_mode)
    })
}

/// The numbers of each image, `(batch, 8)`, as tensors `(batch, 1, 1)`.
fn of_images(numbers: &Tensor) -> [Tensor; 8] {
    parts(numbers).map(|number| reshape(&number, &[-1, 1, 1]))
}

/// The parts of a tensor along its last axis; it itself is each of them where it has failed.
fn parts<const N: usize>(x: &Tensor) -> [Tensor; N] {
    unstack(x, -1).try_into().unwrap_or_else(|_| std::array::from_fn(|_| x.clone()))
}

/// The columns and the rows of all pixels, `(1, 1, width)` and `(1, height, 1)`.
fn grid(x: &Tensor) -> [Tensor; 2] {
    let [_, height, width, _] = sizes(x);
    [[1, 1, width], [1, height, 1]].map(|shape| {
        x.tape().constant(&shape, |places| (0_u32..).zip(places).for_each(|(i, place)| *place = i as f32))
    })
}

/// Three of the numbers of each image, times the columns, the rows and one.
fn along(t: &[Tensor; 8], [a, b, c]: [usize; 3], [columns, rows]: &[Tensor; 2]) -> Tensor {
    &t[a] * columns + &t[b] * rows + &t[c]
}

/// The eight numbers of each image that turn the points where something is into those where it was.
fn homography([start, end]: &[Tensor; 2]) -> Tensor {
    let [was, is]: [[Tensor; 2]; 2] = [parts(start), parts(end)];
    let (zeros, ones) = (zeros_like(&is[0]), ones_like(&is[0]));
    let row = |way: usize| {
        let own = [is[0].clone(), is[1].clone(), ones.clone()];
        let none = [zeros.clone(), zeros.clone(), zeros.clone()];
        let away = [-(&was[way] * &is[0]), -(&was[way] * &is[1])];
        let (first, second) = if way == 0 { (own, none) } else { (none, own) };
        stack(&[&first[..], &second[..], &away[..]].concat(), -1)
    };
    let places = concatenate(&[was[0].clone(), was[1].clone()], -1);
    squeeze(&solve(&concatenate(&[row(0), row(1)], 1), &expand_dims(&places, -1)), -1)
}

/// Images with their pixels read in these rows and columns.
fn read(
    place: &'static str,
    x: &Tensor,
    places: [Tensor; 2],
    interpolation: Interpolation,
    fill_mode: FillMode,
) -> Result<Tensor> {
    let [batch, height, width, channels] = sizes(x);
    if x.shape().elements() == 0 {
        return Ok(x.clone());
    }
    let all = zeros(x.tape(), &[batch, height, width]);
    let places = places.map(|place| place + &all);
    let axes = [Axis { size: height, stride: width * channels }, Axis { size: width, stride: channels }];
    let image = height * width;
    let base = |place: usize| place / image * image * channels;
    let sampled = Sampled { axes: &axes, inner: channels, base: &base, interpolation, fill_mode };
    let result = x.shape();
    if channels == 1 {
        let y = sampled.read(place, x, &places, places[0].shape())?;
        return Ok(expand_dims(&y, -1));
    }
    sampled.read(place, x, &places, result)
}
