//! Functions of numbers that are broadcast to each other: each input advances with the result or stands still.

use super::{Run, Strided};
use crate::kernels::pointwise;

impl Strided<2> {
    /// `y = f(a, b)`
    pub fn zip(&self, a: &[f32], b: &[f32], y: &mut [f32], f: impl Fn(f32, f32) -> f32 + Copy + Send + Sync) {
        self.runs(|Run { start, len, inputs, steps }| {
            let y = &mut y[start..][..len];
            let [a, b] =
                [(a, 0), (b, 1)].map(|(x, n)| &x[inputs[n]..][..1 + (len - 1) * steps[n].unsigned_abs()]);
            match (a, b) {
                ([a], b) => y.iter_mut().zip(b).for_each(|(y, b)| *y = f(*a, *b)),
                (a, [b]) => y.iter_mut().zip(a).for_each(|(y, a)| *y = f(*a, *b)),
                (a, b) => pointwise::zip(a, b, y, f),
            }
        });
    }

    /// Adds to the gradient `g` by `input` 0 or 1 what follows from the gradient `dy` of a function of `x`, by the
    /// `slopes` of that: the partial derivatives, from the two numbers and the value `y`.
    #[inline(always)]
    pub fn add_gradient<const INPUT: usize>(
        &self,
        x: [&[f32]; 2],
        y: &[f32],
        dy: &[f32],
        slopes: impl Fn(f32, f32, f32) -> [f32; 2],
        g: &mut [f32],
    ) {
        self.each(|at, [a, b]| g[[a, b][INPUT]] += dy[at] * slopes(x[0][a], x[1][b], y[at])[INPUT]);
    }

    /// Turns the gradient `dy` into that by the first input, which is of its size.
    #[inline(always)]
    pub fn scale_gradient(
        &self,
        x: [&[f32]; 2],
        y: &[f32],
        dy: &mut [f32],
        slopes: impl Fn(f32, f32, f32) -> [f32; 2],
    ) {
        self.each(|at, [a, b]| dy[at] *= slopes(x[0][a], x[1][b], y[at])[0]);
    }
}

impl Strided<3> {
    /// `y` is `a` where `condition` is not 0, else `b`.
    pub fn choose(&self, [condition, a, b]: [&[f32]; 3], y: &mut [f32]) {
        self.each(|at, [i, j, k]| y[at] = if condition[i] != 0.0 { a[j] } else { b[k] });
    }

    /// Adds to the gradient `g` by `input` 1 or 2 of [`choose`](Self::choose), `a` or `b`, that by its `y`.
    pub fn add_chosen(&self, input: usize, condition: &[f32], dy: &[f32], g: &mut [f32]) {
        self.each(|at, places| {
            if (condition[places[0]] != 0.0) == (input == 1) {
                g[places[input]] += dy[at];
            }
        });
    }
}
