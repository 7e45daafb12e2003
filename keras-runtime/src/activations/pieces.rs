//! Piecewise activation functions, and others whose derivative is plain arithmetic.

use crate::autodiff::Tensor;
use crate::backend as K;

pub fn relu(x: &Tensor, negative_slope: f32, max_value: f32, threshold: f32) -> Tensor {
    if (negative_slope, max_value, threshold) == (0.0, f32::INFINITY, 0.0) {
        return K::relu(x);
    }
    let capped = max_value < f32::INFINITY;
    let value = move |x: f32| {
        if x <= threshold {
            negative_slope * (x - threshold)
        } else if capped && x < 0.0 {
            0.0
        } else if x > max_value {
            max_value
        } else {
            x
        }
    };
    let slope = move |x: f32, _| {
        if x <= threshold {
            negative_slope
        } else if (capped && x < 0.0) || x > max_value {
            0.0
        } else {
            1.0
        }
    };
    K::map(x, value, slope)
}

pub fn softsign(x: &Tensor) -> Tensor {
    K::map(x, |x| x / (x.abs() + 1.0), |x, _| (x.abs() + 1.0).powi(-2))
}

pub fn squareplus(x: &Tensor, b: f32) -> Tensor {
    // In `f64`, where no square overflows; and left of 0 as `b / (√(x² + b) - x) / 2`, where nothing cancels out.
    let root = move |x: f64| (x * x + f64::from(b)).sqrt();
    let value = move |x: f32| {
        let wide = f64::from(x);
        let size = root(wide) + wide.abs();
        let twice = if x > 0.0 || size == 0.0 { size } else { f64::from(b) / size };
        (twice / 2.0) as f32
    };
    let slope = move |x: f32, _| {
        let wide = f64::from(x);
        if wide == 0.0 { 0.5 } else { (0.5 + 0.5 * wide / root(wide)) as f32 }
    };
    K::map(x, value, slope)
}

pub fn soft_shrink(x: &Tensor, threshold: f32) -> Tensor {
    let value = move |x: f32| {
        if x > threshold {
            x - threshold
        } else if x < -threshold {
            x + threshold
        } else {
            0.0 * x
        }
    };
    K::map(x, value, move |x, _| if x > threshold || x < -threshold { 1.0 } else { 0.0 })
}

pub fn hard_shrink(x: &Tensor, threshold: f32) -> Tensor {
    K::map(
        x,
        move |x| if x.abs() <= threshold { 0.0 } else { x },
        move |x, _| if x.abs() <= threshold { 0.0 } else { 1.0 },
    )
}

pub fn threshold(x: &Tensor, threshold: f32, default_value: f32) -> Tensor {
    K::map(
        x,
        move |x| if x <= threshold { default_value } else { x },
        move |x, _| if x <= threshold { 0.0 } else { 1.0 },
    )
}

/// A line from one height to another, flat on both sides of the stretch.
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
    K::map(x, value, move |x, _| if x > from && x < to { slope } else { 0.0 })
}

pub fn sparse_plus(x: &Tensor) -> Tensor {
    let value = |x: f32| {
        if x <= -1.0 {
            0.0
        } else if x >= 1.0 {
            x
        } else {
            (x + 1.0) * (x + 1.0) / 4.0
        }
    };
    K::map(x, value, |x, _| ((x + 1.0) / 2.0).clamp(0.0, 1.0))
}

pub fn hard_silu(x: &Tensor) -> Tensor {
    let value = |x: f32| x * ((x + 3.0) / 6.0).clamp(0.0, 1.0);
    let slope = |x: f32, _| {
        if x <= -3.0 {
            0.0
        } else if x >= 3.0 {
            1.0
        } else {
            x / 3.0 + 0.5
        }
    };
    K::map(x, value, slope)
}
