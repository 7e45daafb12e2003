//! Piecewise linear functions of two corners.

use crate::autodiff::Tensor;
use crate::backend::piecewise_linear;

/// A line from one height to another, flat on both sides of the interval.
pub fn ramp(x: &Tensor, [from, to]: [f32; 2], [low, high]: [f32; 2]) -> Tensor {
    let slope = (high - low) / (to - from);
    // From the middle, which is next to 0, so that small numbers keep their digits.
    let (center, middle) = ((from + to) / 2.0, (low + high) / 2.0);
    let value = move |x: f32| {
        if x <= from {
            low
        } else if x >= to {
            high
        } else {
            middle + (x - center) * slope
        }
    };
    piecewise_linear(x, value, move |x, _| if x > from && x < to { slope } else { 0.0 })
}
