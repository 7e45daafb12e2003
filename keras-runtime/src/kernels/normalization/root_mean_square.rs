//! Rows brought to a root mean square of 1, and the gradient of that.

use super::rows::sums;
use super::{COST, row_factor, rows_in_a_part};
use crate::kernels::isa::Isa;
use crate::kernels::parallel::{self, each, parts, parts_mut};
use crate::kernels::scratch;
use crate::kernels::simd::{Arithmetic, Loop, run_on};

/// `y = x / sqrt(mean(x²) + epsilon) * scale`, the mean being that of the row; `scale` is a number for each place in a row.
/// `kept` is given the factor of each row, for the gradient.
///
/// # Panics
///
/// If `x` and `y` are not of one length, or `kept` has not one number for each row.
///
/// ```
/// use keras_runtime::kernels::normalization::rms_normalize;
///
/// let (mut y, mut kept) = ([0.0; 2], [0.0; 1]);
/// rms_normalize(&[2.0, 2.0], &[1.0, 3.0], 0.0, &mut y, &mut kept);
/// assert_eq!((y, kept), ([1.0, 3.0], [0.5]));
/// ```
pub fn rms_normalize(x: &[f32], scale: &[f32], epsilon: f32, y: &mut [f32], kept: &mut [f32]) {
    let cols = scale.len();
    assert!(x.len() == y.len() && kept.len() * cols == x.len());
    if x.is_empty() {
        return;
    }
    let rows = rows_in_a_part(cols);
    let all = (parts_mut(y, rows * cols), parts(x, rows * cols), parts_mut(kept, rows));
    each(parallel::threads_for(x.len() * COST), all, |_, (y, x, kept)| {
        run_on(Isa::chosen(), Normalize { x, scale, epsilon, y, kept });
    });
}

/// Turns the gradient `dy` by what [`rms_normalize`] has written into that by `x`, in place; `by_scale` is shown the
/// gradient by `scale`.
///
/// # Panics
///
/// If a slice has not the length that it has in [`rms_normalize`].
pub fn rms_gradient(x: &[f32], scale: &[f32], kept: &[f32], dy: &mut [f32], by_scale: impl FnOnce(&[f32])) {
    let cols = scale.len();
    assert!(x.len() == dy.len() && kept.len() * cols == x.len());
    let rows = rows_in_a_part(cols.max(1));
    let part = rows * cols.max(1);
    scratch::with(cols * (x.len().div_ceil(part) + 1), |memory| {
        let (total, of_parts) = memory.split_at_mut(cols);
        total.fill(0.0);
        if !x.is_empty() {
            let all = (parts_mut(dy, part), parts(x, part), parts(kept, rows), parts_mut(of_parts, cols));
            each(parallel::threads_for(x.len() * COST), all, |_, (dy, x, kept, sums)| {
                run_on(Isa::chosen(), Descend { x, scale, kept, dy, sums });
            });
            for sums in of_parts.chunks(cols) {
                total.iter_mut().zip(sums).for_each(|(all, sum)| *all += sum);
            }
        }
        by_scale(total);
    });
}

struct Normalize<'a> {
    x: &'a [f32],
    scale: &'a [f32],
    epsilon: f32,
    y: &'a mut [f32],
    kept: &'a mut [f32],
}

impl Loop for Normalize<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let cols = self.scale.len();
        let rows = self.y.chunks_exact_mut(cols).zip(self.x.chunks_exact(cols));
        for ((y, x), kept) in rows.zip(self.kept) {
            let [squares] = sums(cols, |i| [x[i] * x[i]]);
            let exact = || x.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / cols as f64;
            let factor = row_factor(squares / cols as f64, self.epsilon, exact);
            y.iter_mut().zip(x).zip(self.scale).for_each(|((y, x), scale)| *y = x * factor * scale);
            *kept = factor;
        }
    }
}

/// The gradient by `x`, and the sums over rows of those by `scale`.
struct Descend<'a> {
    x: &'a [f32],
    scale: &'a [f32],
    kept: &'a [f32],
    dy: &'a mut [f32],
    sums: &'a mut [f32],
}

impl Loop for Descend<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let (cols, scale) = (self.scale.len(), self.scale);
        self.sums.fill(0.0);
        let rows = self.dy.chunks_exact_mut(cols).zip(self.x.chunks_exact(cols));
        for ((dy, x), &factor) in rows.zip(self.kept) {
            let [along] = sums(cols, |i| [dy[i] * scale[i] * (x[i] * factor)]);
            let slope = -factor * (along / cols as f64) as f32;
            for (sum, (dy, x)) in self.sums.iter_mut().zip(dy.iter().zip(x)) {
                *sum = A::times_plus(*dy, x * factor, *sum);
            }
            for ((dy, x), scale) in dy.iter_mut().zip(x).zip(scale) {
                *dy = A::times_plus(x * factor, slope, *dy * scale * factor);
            }
        }
    }
}
