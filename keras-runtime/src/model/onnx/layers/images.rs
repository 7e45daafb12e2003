//! Layers of images that act when asked.

use super::super::call::{Call, known};
use super::super::exporter::Order;
use super::super::graph::Name;
use super::super::proto::Attribute;
use super::shapes::resample_axis;
use crate::kernels::resample::{Filter, Resample};
use crate::layers::augmentation::resizing::{borders, largest};
use crate::{Error, Result};

/// As [`Resizing`](crate::layers::Resizing).
pub fn resizing(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let filter = match call.word("interpolation") {
        "nearest" => Filter::Nearest,
        "bilinear" => Filter::Linear,
        "bicubic" => Filter::Cubic,
        "lanczos3" => Filter::Lanczos3,
        "lanczos5" => Filter::Lanczos5,
        other => return Err(Error::new("", format!("the interpolation `{other}` cannot be exported"))),
    };
    let (size, antialias) = (size(call), call.is("antialias"));
    let mut x = call.input_in(0, Order::First);
    if call.is("crop_to_aspect_ratio") {
        let middle = largest(from(call)?, size);
        x = part(call, &x, middle);
        x = resampled(call, &x, middle.map(|[_, length]| length), size, filter, antialias);
    } else if call.is("pad_to_aspect_ratio") {
        let (from, value) = (from(call)?, call.number("fill_value"));
        let [above, beside] = borders(from, size);
        let sides = [0, 0, above, beside].map(|side| side as i64);
        let graph = call.graph();
        let (sides, value) = (graph.ints(&[sides, sides].concat()), graph.scalar(value));
        x = graph.node("Pad", &[&x, &sides, &value], vec![]);
        x = resampled(call, &x, [from[0] + 2 * above, from[1] + 2 * beside], size, filter, antialias);
    } else if antialias
        || matches!(filter, Filter::Lanczos3 | Filter::Lanczos5)
        // Engines that keep channels last refuse a cubic `Resize`.
        || filter == Filter::Cubic && from(call).is_ok()
    {
        let from = from(call)?;
        x = resampled(call, &x, from, size, filter, antialias);
    } else {
        let mode = match filter {
            Filter::Nearest => "nearest",
            Filter::Linear => "linear",
            _ => "cubic",
        };
        let mut attributes = vec![Attribute::word("mode", mode)];
        match filter {
            Filter::Nearest => attributes.push(Attribute::word("nearest_mode", "round_prefer_ceil")),
            Filter::Cubic => attributes
                .extend([Attribute::float("cubic_coeff_a", -0.5), Attribute::int("exclude_outside", 1)]),
            _ => {}
        }
        let graph = call.graph();
        let (batch, channels) = (graph.size_of(&x, 0), graph.size_of(&x, 1));
        let size = graph.ints(&size.map(|size| size as i64));
        let sizes = graph.concat(&[&batch, &channels, &size], 0);
        x = graph.node("Resize", &[&x, "", "", &sizes], attributes);
    }
    call.give_in(&x, Order::First)
}

/// As [`CenterCrop`](crate::layers::CenterCrop).
pub fn center_crop(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (from, size) = (from(call)?, size(call));
    if from[0] < size[0] || from[1] < size[1] {
        return random_crop(call);
    }
    let x = call.input_in(0, Order::First);
    let y = part(call, &x, [0, 1].map(|axis| [(from[axis] - size[axis]) / 2, size[axis]]));
    call.give_in(&y, Order::First)
}

/// As [`RandomCrop`](crate::layers::RandomCrop).
pub fn random_crop(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let size = size(call);
    let middle = largest(from(call)?, size);
    let x = call.input_in(0, Order::First);
    let x = part(call, &x, middle);
    let y = resampled(call, &x, middle.map(|[_, length]| length), size, Filter::Linear, false);
    call.give_in(&y, Order::First)
}

/// As [`AutoContrast`](crate::layers::AutoContrast).
pub fn auto_contrast(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let [low, high]: [f32; 2] = call.argument("value_range")?;
    let x = call.input_in(0, Order::First);
    let graph = call.graph();
    let [least, most] = ["ReduceMin", "ReduceMax"].map(|op| graph.reduce(op, &x, &[2, 3], true));
    let range = graph.node("Sub", &[&most, &least], vec![]);
    let [zero, one, low, width] = [0.0, 1.0, low, high - low].map(|number| graph.scalar(number));
    let is_flat = graph.node("Equal", &[&range, &zero], vec![]);
    let range = graph.node("Where", &[&is_flat, &one, &range], vec![]);
    let above = graph.node("Sub", &[&x, &least], vec![]);
    let share = graph.node("Div", &[&above, &range], vec![]);
    let share = graph.node("Clip", &[&share, &zero, &one], vec![]);
    let spread = graph.node("Mul", &[&share, &width], vec![]);
    let spread = graph.node("Add", &[&spread, &low], vec![]);
    let y = graph.node("Where", &[&is_flat, &x, &spread], vec![]);
    call.give_in(&y, Order::First)
}

/// The height and the width of what is given.
fn from(call: &Call<'_>) -> Result<[usize; 2]> {
    let shape = call.spec(0).shape();
    Ok([known(shape.dim(0), "images")?, known(shape.dim(1), "images")?])
}

/// Those of what becomes of it.
fn size(call: &Call<'_>) -> [usize; 2] {
    ["height", "width"].map(|name| call.sizes(name).first().map_or(1, |&size| size as usize))
}

/// A part of images, channels first: of each axis where it begins and how long it is.
fn part(call: &mut Call<'_>, x: &str, parts: [[usize; 2]; 2]) -> Name {
    parts.into_iter().zip(2..).fold(x.to_owned(), |x, ([start, length], axis)| {
        call.graph().slice(&x, axis, [start as i64, (start + length) as i64, 1])
    })
}

fn resampled(
    call: &mut Call<'_>,
    x: &str,
    from: [usize; 2],
    to: [usize; 2],
    filter: Filter,
    antialias: bool,
) -> Name {
    (0..2).filter(|&axis| from[axis] != to[axis]).fold(x.to_owned(), |x, axis| {
        let resample = Resample { input: from[axis], output: to[axis], inner: 1, filter, antialias };
        resample_axis(call, &x, axis, resample)
    })
}
