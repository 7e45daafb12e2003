//! Products.

use super::{Around, lanes};

/// `y` is the product of `x` over the middle axis.
pub(crate) fn product(around: Around, x: &[f32], y: &mut [f32]) {
    y.iter_mut().zip(lanes(around)).for_each(|(y, lane)| *y = lane.map(|i| x[i]).product());
}

/// Adds to `g` the gradient of [`product`].
pub(crate) fn add_product_gradient(around: Around, x: &[f32], y: &[f32], dy: &[f32], g: &mut [f32]) {
    for ((y, dy), lane) in y.iter().zip(dy).zip(lanes(around)) {
        let zeros = lane.clone().filter(|&i| x[i] == 0.0).count();
        let others: f32 = lane.clone().map(|i| x[i]).filter(|&x| x != 0.0).product();
        for i in lane {
            // The product of all elements but this one.
            g[i] += *dy
                * match zeros {
                    0 => y / x[i],
                    1 if x[i] == 0.0 => others,
                    _ => 0.0,
                };
        }
    }
}
