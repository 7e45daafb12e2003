//! Variances and standard deviations, in `f64`: squares of `f32`s have their place there.

use super::{Around, lanes};

/// `y` is the variance of `x` over the middle axis, or its `root`.
pub(crate) fn variance(around: Around, root: bool, x: &[f32], y: &mut [f32]) {
    for (y, lane) in y.iter_mut().zip(lanes(around)) {
        let (_, variance) = moments(lane.map(|i| f64::from(x[i])));
        *y = if root { variance.sqrt() } else { variance } as f32;
    }
}

/// Adds to `g` the gradient of [`variance`].
pub(crate) fn add_variance_gradient(around: Around, root: bool, x: &[f32], dy: &[f32], g: &mut [f32]) {
    for (dy, lane) in dy.iter().zip(lanes(around)) {
        let (mean, variance) = moments(lane.clone().map(|i| f64::from(x[i])));
        let over = lane.len() as f64 * if root { variance.sqrt() } else { 0.5 };
        lane.for_each(|i| g[i] += (f64::from(*dy) * (f64::from(x[i]) - mean) / over) as f32);
    }
}

/// The mean of some values and their variance.
fn moments(values: impl ExactSizeIterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.clone().sum::<f64>() / count;
    (mean, values.map(|x| (x - mean) * (x - mean)).sum::<f64>() / count)
}
