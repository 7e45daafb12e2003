//! The loops over rows, a fixed number of elements side by side.

use crate::kernels::pointwise::exp_of;
use crate::kernels::simd::{Arithmetic, Loop};

/// Elements of a row that are reduced side by side.
const LANES: usize = 16;

/// Elements of short rows that are worked on together; they stay in the first cache.
const TOGETHER: usize = 1024;

/// Reduces a row from `start` by `f`, in an order that its length alone decides.
#[inline(always)]
fn reduce(row: &[f32], start: f32, f: impl Fn(f32, f32) -> f32) -> f32 {
    let (groups, rest) = row.as_chunks::<LANES>();
    if groups.is_empty() {
        return rest.iter().fold(start, |sum, &x| f(sum, x));
    }
    let mut lanes = [start; LANES];
    for group in groups {
        for (lane, &x) in lanes.iter_mut().zip(group) {
            *lane = f(*lane, x);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane = f(*lane, x);
    }
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = f(lanes[i], lanes[i + half]);
        }
        half /= 2;
    }
    lanes[0]
}

#[inline(always)]
fn sum(row: &[f32]) -> f32 {
    reduce(row, 0.0, |sum, x| sum + x)
}

/// NaN, once met, stays.
#[inline(always)]
fn max(row: &[f32]) -> f32 {
    reduce(row, f32::NEG_INFINITY, |max, x| if x > max || x.is_nan() { x } else { max })
}

/// The softmax of each row.
pub(super) struct Softmax<'a> {
    pub cols: usize,
    pub x: &'a [f32],
    pub y: &'a mut [f32],
}

impl Loop for Softmax<'_> {
    type Output = ();

    const WIDE: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        // Many short rows at once, so that their exponentials are taken side by side.
        let some = TOGETHER.div_ceil(self.cols) * self.cols;
        for (y, x) in self.y.chunks_mut(some).zip(self.x.chunks(some)) {
            for (y, x) in y.chunks_mut(self.cols).zip(x.chunks(self.cols)) {
                let largest = max(x);
                y.iter_mut().zip(x).for_each(|(y, x)| *y = x - largest);
            }
            for y in &mut *y {
                *y = exp_of::<A>(*y);
            }
            for y in y.chunks_mut(self.cols) {
                let sum = sum(y);
                y.iter_mut().for_each(|y| *y /= sum);
            }
        }
    }
}

/// Turns the gradient `dy` by the softmax `y` of each row into that by what it is the softmax of.
pub(super) struct SoftmaxGradient<'a> {
    pub cols: usize,
    pub y: &'a [f32],
    pub dy: &'a mut [f32],
}

impl Loop for SoftmaxGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        for (dy, y) in self.dy.chunks_mut(self.cols).zip(self.y.chunks(self.cols)) {
            dy.iter_mut().zip(y).for_each(|(dy, y)| *dy *= y);
            let sum = sum(dy);
            dy.iter_mut().zip(y).for_each(|(dy, y)| *dy = A::times_plus(-sum, *y, *dy));
        }
    }
}

/// Adds each row of `x` to `out`.
pub(super) struct AddColumns<'a> {
    pub x: &'a [f32],
    pub out: &'a mut [f32],
}

impl Loop for AddColumns<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        // Four rows at once, so that `out` is read and written less often.
        let cols = self.out.len();
        let mut groups = self.x.chunks_exact(4 * cols);
        for group in &mut groups {
            let (upper, lower) = group.split_at(2 * cols);
            let ((a, b), (c, d)) = (upper.split_at(cols), lower.split_at(cols));
            for ((((out, a), b), c), d) in self.out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *out += (a + b) + (c + d);
            }
        }
        for row in groups.remainder().chunks_exact(cols) {
            for (out, x) in self.out.iter_mut().zip(row) {
                *out += x;
            }
        }
    }
}
