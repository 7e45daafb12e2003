//! Rows brought to mean 0 and variance 1, and the gradient of that.

use super::{COST, row_factor, rows_in_a_part};
use crate::kernels::isa::Isa;
use crate::kernels::parallel::{self, each, parts, parts_mut};
use crate::kernels::scratch;
use crate::kernels::simd::{Arithmetic, Loop, run_on};

/// Elements of a row that are summed side by side.
const LANES: usize = 16;

/// Elements of a row whose sum is one of `f32`.
const STRETCH: usize = 2048;

/// `y = (x - mean) / sqrt(variance + epsilon) * gamma + beta`, mean and variance being those of the row; `gamma` and
/// `beta` are numbers for each place in a row. `kept` is given the mean and the factor of each row, for the gradient.
///
/// # Panics
///
/// If `x` and `y` are not of one length, `gamma` and `beta` not of that of a row, or `kept` has not two numbers for each.
///
/// ```
/// use keras_runtime::kernels::normalization::row_normalize;
///
/// let (mut y, mut kept) = ([0.0; 4], [0.0; 4]);
/// row_normalize(&[1.0, 3.0, -5.0, 5.0], &[1.0; 2], &[0.0; 2], 0.0, &mut y, &mut kept);
/// assert_eq!(y, [-1.0, 1.0, -1.0, 1.0]);
/// assert_eq!(kept, [2.0, 1.0, 0.0, 0.2]);
/// ```
pub fn row_normalize(x: &[f32], gamma: &[f32], beta: &[f32], epsilon: f32, y: &mut [f32], kept: &mut [f32]) {
    let cols = gamma.len();
    assert!(x.len() == y.len() && beta.len() == cols && kept.len() * cols == 2 * x.len());
    if x.is_empty() {
        return;
    }
    let rows = rows_in_a_part(cols);
    let all = (parts_mut(y, rows * cols), parts(x, rows * cols), parts_mut(kept, 2 * rows));
    each(parallel::threads_for(x.len() * COST), all, |_, (y, x, kept)| {
        run_on(Isa::chosen(), Normalize { x, gamma, beta, epsilon, y, kept });
    });
}

/// Turns the gradient `dy` by what [`row_normalize`] has written into that by `x`, in place; `by_weights` is shown the
/// gradients by `gamma` and `beta`.
///
/// # Panics
///
/// If a slice has not the length that it has in [`row_normalize`].
pub fn row_gradient(
    x: &[f32],
    gamma: &[f32],
    kept: &[f32],
    dy: &mut [f32],
    by_weights: impl FnOnce(&[f32], &[f32]),
) {
    let cols = gamma.len();
    assert!(x.len() == dy.len() && kept.len() * cols == 2 * x.len());
    let rows = rows_in_a_part(cols.max(1));
    let part = rows * cols.max(1);
    let count = x.len().div_ceil(part);
    scratch::with(2 * cols * (count + 1), |memory| {
        let (by_columns, of_parts) = memory.split_at_mut(2 * cols);
        by_columns.fill(0.0);
        if !x.is_empty() {
            let all =
                (parts_mut(dy, part), parts(x, part), parts(kept, 2 * rows), parts_mut(of_parts, 2 * cols));
            each(parallel::threads_for(x.len() * COST), all, |_, (dy, x, kept, sums)| {
                run_on(Isa::chosen(), Descend { x, gamma, kept, dy, sums });
            });
            for sums in of_parts.chunks(2 * cols) {
                by_columns.iter_mut().zip(sums).for_each(|(all, sum)| *all += sum);
            }
        }
        let (by_gamma, by_beta) = by_columns.split_at(cols);
        by_weights(by_gamma, by_beta);
    });
}

/// The sums that `of` gives for the elements of a row, one of several at each place.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "the lanes of all sums go side by side")]
pub(super) fn sums<const N: usize>(len: usize, of: impl Fn(usize) -> [f32; N]) -> [f64; N] {
    let mut all = [0.0; N];
    for start in (0..len).step_by(STRETCH) {
        let end = len.min(start + STRETCH);
        let mut lanes = [[0.0; LANES]; N];
        let whole = (end - start) / LANES * LANES;
        for first in (start..start + whole).step_by(LANES) {
            for lane in 0..LANES {
                let values = of(first + lane);
                (0..N).for_each(|n| lanes[n][lane] += values[n]);
            }
        }
        for (lane, i) in (start + whole..end).enumerate() {
            let values = of(i);
            (0..N).for_each(|n| lanes[n][lane] += values[n]);
        }
        (0..N).for_each(|n| all[n] += lanes[n].iter().map(|&sum| f64::from(sum)).sum::<f64>());
    }
    all
}

struct Normalize<'a> {
    x: &'a [f32],
    gamma: &'a [f32],
    beta: &'a [f32],
    epsilon: f32,
    y: &'a mut [f32],
    kept: &'a mut [f32],
}

impl Loop for Normalize<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let cols = self.gamma.len();
        let rows = self.y.chunks_exact_mut(cols).zip(self.x.chunks_exact(cols));
        for ((y, x), kept) in rows.zip(self.kept.chunks_exact_mut(2)) {
            let count = cols as f64;
            let [sum] = sums(cols, |i| [x[i]]);
            let center = (sum / count) as f32;
            // What the rounding of the mean has lost shows in the sum of the distances from it.
            let [lost, squares] = sums(cols, |i| [x[i] - center, (x[i] - center) * (x[i] - center)]);
            let lost = lost / count;
            let mean = (f64::from(center) + lost) as f32;
            let variance = squares / count - lost * lost;
            let exact = || x.iter().map(|x| (f64::from(*x) - f64::from(mean)).powi(2)).sum::<f64>() / count;
            let factor = row_factor(variance, self.epsilon, exact);
            for (((y, x), gamma), beta) in y.iter_mut().zip(x).zip(self.gamma).zip(self.beta) {
                *y = A::times_plus((x - mean) * factor, *gamma, *beta);
            }
            kept.copy_from_slice(&[mean, factor]);
        }
    }
}

/// The gradient by `x`, and the sums over rows of those by `gamma` and `beta` to the halves of `sums`.
struct Descend<'a> {
    x: &'a [f32],
    gamma: &'a [f32],
    kept: &'a [f32],
    dy: &'a mut [f32],
    sums: &'a mut [f32],
}

impl Loop for Descend<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let (cols, gamma) = (self.gamma.len(), self.gamma);
        self.sums.fill(0.0);
        let (by_gamma, by_beta) = self.sums.split_at_mut(cols);
        let rows = self.dy.chunks_exact_mut(cols).zip(self.x.chunks_exact(cols));
        for ((dy, x), kept) in rows.zip(self.kept.chunks_exact(2)) {
            let (mean, factor) = (kept[0], kept[1]);
            let [sum, weighted] = sums(cols, |i| [dy[i] * gamma[i], dy[i] * gamma[i] * (x[i] - mean)]);
            let shift = -factor * (sum / cols as f64) as f32;
            let slope = -factor * (f64::from(factor) * weighted / cols as f64) as f32;
            for ((by_gamma, by_beta), (dy, x)) in by_gamma.iter_mut().zip(&mut *by_beta).zip(dy.iter().zip(x))
            {
                *by_gamma = A::times_plus(*dy, (x - mean) * factor, *by_gamma);
                *by_beta += dy;
            }
            for ((dy, x), gamma) in dy.iter_mut().zip(x).zip(gamma) {
                let normalized = (x - mean) * factor;
                *dy = A::times_plus(normalized, slope, A::times_plus(*dy, gamma * factor, shift));
            }
        }
    }
}
