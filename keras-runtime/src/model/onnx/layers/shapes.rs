//! Layers that rearrange, cut off, add and repeat elements.

use super::super::call::{Call, known};
use super::super::exporter::Order;
use super::super::graph::{Name, Size};
use super::super::proto::Attribute;
use crate::kernels::resample::{Filter, Resample};
use crate::shape::Dim;
use crate::{Error, Result};

/// As [`Flatten`](crate::layers::Flatten).
pub fn flatten(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let x = call.raw_in(0, Order::Last);
    let y = call.graph().node("Flatten", &[&x], vec![]);
    call.give_raw(&y, Order::Last)
}

/// As [`Reshape`](crate::layers::Reshape).
pub fn reshape(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let x = call.raw_in(0, Order::Last);
    let mut sizes = vec![Size::Of(x.clone(), 0)];
    sizes.extend(call.outputs[0].shape().dims().iter().map(|dim| match dim {
        Dim::Known(size) => Size::Known(*size),
        Dim::Unknown => Size::Rest,
    }));
    let y = call.graph().reshape(&x, &sizes);
    call.give_raw(&y, Order::Last)
}

/// As [`Permute`](crate::layers::Permute).
pub fn permute(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let x = call.raw_in(0, Order::Last);
    let axes: Vec<usize> =
        [0].into_iter().chain(call.sizes("dims").into_iter().map(|axis| axis as usize)).collect();
    let y = call.graph().transpose(&x, &axes);
    call.give_raw(&y, Order::Last)
}

/// As [`RepeatVector`](crate::layers::RepeatVector).
pub fn repeat_vector(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (x, times) = (call.raw_in(0, Order::Last), call.sizes("n")[0]);
    let graph = call.graph();
    let (one, times) = (graph.unsqueeze(&x, &[1]), graph.ints(&[1, times, 1]));
    let y = graph.node("Tile", &[&one, &times], vec![]);
    call.give_raw(&y, Order::Last)
}

/// What is cut off or added at both ends of each axis.
fn sides(call: &Call<'_>, name: &str) -> Vec<[i64; 2]> {
    let pair = |value: &crate::config::Value| {
        let at = |i: usize| value.get(i).and_then(crate::config::Value::as_i64).unwrap_or_default();
        [at(0), at(1)]
    };
    match call.config.get(name) {
        Some(value) if value.get(0).is_some_and(crate::config::Value::is_array) => {
            value.as_array().into_iter().flatten().map(pair).collect()
        }
        Some(value) => vec![pair(value)],
        None => vec![],
    }
}

/// As [`Cropping2D`](crate::layers::Cropping2D).
pub fn cropping(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (order, rank, sides) = (call.order(), call.rank(0), sides(call, "cropping"));
    let x = call.raw_in(0, order);
    let axes: Vec<i64> = (1..=sides.len()).map(|axis| order.axis(axis, rank) as i64).collect();
    let starts: Vec<i64> = sides.iter().map(|[first, _]| *first).collect();
    let ends: Vec<i64> = sides.iter().map(|[_, last]| if *last == 0 { i64::MAX } else { -last }).collect();
    let graph = call.graph();
    let [starts, ends, axes] = [starts, ends, axes].map(|values| graph.ints(&values));
    let y = graph.node("Slice", &[&x, &starts, &ends, &axes], vec![]);
    call.give_raw(&y, order)
}

/// As [`ZeroPadding2D`](crate::layers::ZeroPadding2D).
pub fn zero_padding(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (order, rank, sides) = (call.order(), call.rank(0), sides(call, "padding"));
    let x = call.raw_in(0, order);
    let mut pads = vec![0; 2 * rank];
    for (i, [first, last]) in sides.into_iter().enumerate() {
        let axis = order.axis(i + 1, rank);
        (pads[axis], pads[rank + axis]) = (first, last);
    }
    let graph = call.graph();
    let pads = graph.ints(&pads);
    let y = graph.node("Pad", &[&x, &pads], vec![]);
    call.give_raw(&y, order)
}

/// As [`UpSampling2D`](crate::layers::UpSampling2D).
pub fn up_sampling(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (rank, mut size) = (call.rank(0), call.sizes("size"));
    size.resize(rank - 2, size[0]);
    let filter = match call.word("interpolation") {
        "lanczos3" => return resampled(call, &size, Filter::Lanczos3),
        "lanczos5" => return resampled(call, &size, Filter::Lanczos5),
        "bilinear" => "linear",
        "bicubic" => "cubic",
        "" | "nearest" => "nearest",
        other => return Err(Error::new("", format!("the interpolation `{other}` cannot be exported"))),
    };
    let x = call.input_in(0, Order::First);
    let scales: Vec<f32> = [1, 1].iter().chain(&size).map(|&size| size as f32).collect();
    let mut attributes = vec![Attribute::word("mode", filter)];
    match filter {
        "nearest" => attributes.extend([
            Attribute::word("coordinate_transformation_mode", "asymmetric"),
            Attribute::word("nearest_mode", "floor"),
        ]),
        "cubic" => {
            attributes
                .extend([Attribute::float("cubic_coeff_a", -0.5), Attribute::int("exclude_outside", 1)]);
        }
        _ => {}
    }
    let graph = call.graph();
    let scales = graph.floats(&[rank], &scales);
    let y = graph.node("Resize", &[&x, "", &scales], attributes);
    call.give_in(&y, Order::First)
}

/// Each axis of an image by the matrix that resamples it.
fn resampled(call: &mut Call<'_>, times: &[i64], filter: Filter) -> Result<Vec<usize>> {
    let mut x = call.input_in(0, Order::First);
    for (axis, &times) in times.iter().enumerate() {
        let input = known(call.spec(0).shape().dim(axis), "images")?;
        let resample =
            Resample { input, output: input * times as usize, inner: input, filter, antialias: false };
        x = resample_axis(call, &x, axis, resample);
    }
    call.give_in(&x, Order::First)
}

/// The height or the width of images, channels first, by the matrix that resamples it.
pub fn resample_axis(call: &mut Call<'_>, x: &str, axis: usize, resample: Resample) -> Name {
    let (input, output) = (resample.input, resample.output);
    let mut matrix = vec![0.0; output * input];
    let one = |i: usize| if i.is_multiple_of(input + 1) { 1.0 } else { 0.0 };
    let ones: Vec<f32> = (0..input * input).map(one).collect();
    Resample { inner: input, ..resample }.forward(&ones, &mut matrix);
    let graph = call.graph();
    let matrix = graph.floats(&[output, input], &matrix);
    if axis == 0 {
        return graph.node("MatMul", &[&matrix, x], vec![]);
    }
    let matrix = graph.transpose(&matrix, &[1, 0]);
    graph.node("MatMul", &[x, &matrix], vec![])
}
