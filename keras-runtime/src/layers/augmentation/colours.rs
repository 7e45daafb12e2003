//! What layers of colours have in common: ranges of values and of factors, and a random number for each image.

use super::{accepted, between, ends, images};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::kernels::random::fill_uniform;
use crate::layer::Context;
use crate::layer::arguments::DataFormat;
use crate::shape::{Dim, Fault, Head, Inputs, List, ShapeResult, Spec};
use crate::shape_try;

/// The values of a pixel for whose levels the formulas are.
pub const LEVELS: [f32; 2] = [0.0, 255.0];

/// The rule of a layer that changes the values of images and not their shape.
pub const fn recoloured(inputs: Inputs<'_>, data_format: DataFormat) -> ShapeResult<Spec> {
    ShapeResult::Ok(shape_try!(images(inputs, data_format)).with_head(Head::Unknown))
}

/// Refuses what has no red, green and blue; `or_gray` also takes one channel.
pub const fn of_colours(x: &Spec, or_gray: bool) -> ShapeResult<()> {
    match x.shape().last() {
        Some(Dim::Known(3)) | Some(Dim::Unknown) | None => ShapeResult::Ok(()),
        Some(Dim::Known(1)) if or_gray => ShapeResult::Ok(()),
        _ => {
            let fault = Fault::new("takes colours, (height, width, 3)");
            let fault = fault.text(if or_gray { ", or one channel, was given " } else { ", was given " });
            ShapeResult::Err(fault.shape(&x.shape()))
        }
    }
}

/// Refuses a range of values without a lower and a higher end.
pub const fn value_range(range: [f32; 2]) -> ShapeResult<()> {
    if range[0] < range[1] && range[0].is_finite() && range[1].is_finite() {
        return ShapeResult::Ok(());
    }
    let fault = Fault::new("needs a `value_range` of a lower and a higher number, was given (");
    ShapeResult::Err(fault.float(range[0]).text(", ").float(range[1]).text(")").of_argument())
}

/// The range of a factor of 0 to 1: a single one stands for 0 to itself.
pub const fn shares(argument: &str, factor: &List<f32>) -> ShapeResult<[f32; 2]> {
    let [lower, upper] = shape_try!(ends(argument, factor, false));
    if lower >= 0.0 && upper <= 1.0 {
        return ShapeResult::Ok([lower, upper]);
    }
    let fault = Fault::new("needs ").name(argument).text(" between 0 and 1, was given ");
    ShapeResult::Err(fault.float(if lower >= 0.0 { upper } else { lower }).of_argument())
}

/// The seed of a further choice of a layer, which is not to repeat its first.
pub fn further(seed: Option<u64>, choice: u64) -> Option<u64> {
    seed.map(|seed| seed.wrapping_add(choice.wrapping_mul(0xD1B5_4A32_D192_ED03)))
}

/// A number for each image, `(batch, 1, 1, 1)`, of a random one of 0 to 1.
pub fn each_image(
    x: &Tensor,
    context: &Context<'_>,
    seed: Option<u64>,
    number: &dyn Fn(f32) -> f32,
) -> Tensor {
    let stream = context.random_stream(seed, x.dim(0));
    context.tape().constant(&[x.dim(0), 1, 1, 1], |numbers| {
        fill_uniform(stream, numbers);
        numbers.iter_mut().for_each(|share| *share = number(*share));
    })
}

/// A factor for each image, each number of its range as likely.
pub fn factors(x: &Tensor, context: &Context<'_>, seed: Option<u64>, range: [f32; 2]) -> Tensor {
    each_image(x, context, seed, &|share| between(range, share))
}

/// Images of which each is changed with a probability that is itself a random number of a range, which is as often as
/// by the middle of the range.
pub fn changed_at_random(
    x: &Tensor,
    context: &Context<'_>,
    seed: Option<u64>,
    chance: ShapeResult<[f32; 2]>,
    changed: &Tensor,
) -> Tensor {
    let chance = between(accepted(chance), 0.5);
    let changes = each_image(x, context, seed, &|share| f32::from(share < chance));
    K::where_(&changes, changed, x)
}

/// Values of one range as the same shares of another.
pub fn moved(x: &Tensor, from: [f32; 2], to: [f32; 2]) -> Tensor {
    if from == to {
        return x.clone();
    }
    let (width, times) = (from[1] - from[0], to[1] - to[0]);
    K::map(x, move |x| (x - from[0]) / width * times + to[0], move |_, _| times / width)
}

/// Values that stay in their range.
pub fn within(x: &Tensor, [low, high]: [f32; 2]) -> Tensor {
    K::clip(x, low, high)
}

/// A number for each channel of each image, `(batch, 1, 1, channels)`, of its pixels along an axis.
pub fn of_each_channel(x: &Tensor, of_pixels: fn(&Tensor, isize) -> Tensor) -> Tensor {
    let [batch, pixels, channels] = [x.dim(0), x.dim(1) * x.dim(2), x.dim(3)].map(|size| size as isize);
    let numbers = of_pixels(&K::reshape(x, &[batch, pixels, channels]), 1);
    K::reshape(&numbers, &[batch, 1, 1, channels])
}

/// The brightness of colours, `(batch, height, width, 1)`; of one channel it is that channel.
///
/// Source: ITU-R BT.601.
pub fn grayscale(x: &Tensor) -> Tensor {
    if x.dim(-1) == 1 {
        return x.clone();
    }
    let shares = x.tape().constant(&[3, 1], |shares| shares.copy_from_slice(&[0.2989, 0.5870, 0.1140]));
    K::dot(x, &shares)
}
