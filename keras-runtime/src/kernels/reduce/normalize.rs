//! Vectors along the middle axis brought to length 1, in `f64`.

use super::{Around, lanes};

/// `y` is `x` over its length along the middle axis, or over `least` where it is shorter.
pub(crate) fn l2_normalize(around: Around, least: f64, x: &[f32], y: &mut [f32]) {
    for lane in lanes_of(around, x) {
        let (length, _) = length(least, lane.clone().map(|i| f64::from(x[i])));
        lane.for_each(|i| y[i] = (f64::from(x[i]) / length) as f32);
    }
}

/// Turns the gradient `dy` by the `y` of [`l2_normalize`] into that by its `x`: `dy` without the part that would only make
/// `x` longer, over the length.
pub(crate) fn l2_normalize_gradient(around: Around, least: f64, x: &[f32], y: &[f32], dy: &mut [f32]) {
    for lane in lanes_of(around, x) {
        let (length, counts) = length(least, lane.clone().map(|i| f64::from(x[i])));
        let along = |i: usize| f64::from(y[i]) * f64::from(dy[i]);
        let along = if counts { lane.clone().map(along).sum::<f64>() } else { 0.0 };
        lane.for_each(|i| dy[i] = ((f64::from(dy[i]) - f64::from(y[i]) * along) / length) as f32);
    }
}

/// Of empty lanes there may be more than could ever be gone through: none.
fn lanes_of(
    (before, along, after): Around,
    x: &[f32],
) -> impl Iterator<Item = impl Iterator<Item = usize> + Clone> {
    lanes((if x.is_empty() { 0 } else { before }, along, after))
}

/// The length of some values, or the least, and whether it is theirs.
fn length(least: f64, values: impl Iterator<Item = f64>) -> (f64, bool) {
    let length = values.map(|x| x * x).sum::<f64>().sqrt();
    if length < least { (least, false) } else { (length, true) }
}
