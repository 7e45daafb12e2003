//! Dual numbers, which know their derivatives.

use std::ops::{Add, Mul, Sub};

/// A number, or a number with its slopes by three others: one formula gives a value and its gradient.
pub trait Number:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Mul<f32, Output = Self>
{
    fn constant(value: f32) -> Self;
    fn value(self) -> f32;
    fn reciprocal(self) -> Self;

    fn plus(self, by: f32) -> Self {
        self + Self::constant(by)
    }

    fn abs(self) -> Self {
        if self.value() < 0.0 { self * -1.0 } else { self }
    }

    fn clamp(self, low: f32, high: f32) -> Self {
        match self.value() {
            value if value < low => Self::constant(low),
            value if value > high => Self::constant(high),
            _ => self,
        }
    }
}

impl Number for f32 {
    fn constant(value: f32) -> Self {
        value
    }

    fn value(self) -> f32 {
        self
    }

    fn reciprocal(self) -> Self {
        1.0 / self
    }
}

/// A dual number.
///
/// Source: Wengert, "A simple automatic derivative evaluation program" (1964).
#[derive(Clone, Copy)]
pub struct Dual {
    value: f32,
    pub slopes: [f32; 3],
}

impl Dual {
    pub fn new(value: f32, slope: impl Fn(usize) -> f32) -> Self {
        Self { value, slopes: std::array::from_fn(slope) }
    }
}

impl Add for Dual {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.value + other.value, |i| self.slopes[i] + other.slopes[i])
    }
}

impl Sub for Dual {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + other * -1.0
    }
}

#[allow(clippy::suspicious_arithmetic_impl, reason = "the slope of a product is a sum")]
impl Mul for Dual {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::new(self.value * other.value, |i| self.slopes[i] * other.value + self.value * other.slopes[i])
    }
}

impl Mul<f32> for Dual {
    type Output = Self;
    fn mul(self, times: f32) -> Self {
        Self::new(self.value * times, |i| self.slopes[i] * times)
    }
}

impl Number for Dual {
    fn constant(value: f32) -> Self {
        Self { value, slopes: [0.0; 3] }
    }

    fn value(self) -> f32 {
        self.value
    }

    fn reciprocal(self) -> Self {
        let value = 1.0 / self.value;
        Self::new(value, |i| -self.slopes[i] * value * value)
    }
}
