//! The logarithms of softmaxes and of sums of exponentials, of rows of `cols` elements; without overflow.

use super::pointwise;
use super::scratch;

/// `y` is the logarithm of the softmax of each row of `x`.
pub(crate) fn log_softmax(x: &[f32], cols: usize, y: &mut [f32]) {
    each_row(x, cols, largest, |row, max, exps| {
        let (at, log_sum) = (row * cols, log_sum(exps));
        y[at..].iter_mut().zip(&x[at..][..cols]).for_each(|(y, x)| *y = (x - max) - log_sum);
    });
}

/// Turns the gradient `dy` by the `y` of [`log_softmax`] into that by its `x`.
pub(crate) fn log_softmax_gradient(y: &[f32], cols: usize, dy: &mut [f32]) {
    each_row(
        y,
        cols,
        |_| 0.0,
        |row, _, exps| {
            let dy = &mut dy[row * cols..][..cols];
            let sum: f32 = dy.iter().sum();
            dy.iter_mut().zip(exps).for_each(|(dy, exp)| *dy -= exp * sum);
        },
    );
}

/// `y` is `log(sum(exp(x)))` of each row of `x`.
pub(crate) fn log_sum_exp(x: &[f32], cols: usize, y: &mut [f32]) {
    each_row(x, cols, largest, |row, max, exps| {
        // Less the greatest, which is infinite, it would not be a number.
        let is_infinite = max == f32::INFINITY && !x[row * cols..][..cols].iter().any(|x| x.is_nan());
        y[row] = if is_infinite { max } else { max + log_sum(exps) };
    });
}

/// Adds to `g` the gradient of [`log_sum_exp`].
pub(crate) fn add_log_sum_exp_gradient(x: &[f32], cols: usize, y: &[f32], dy: &[f32], g: &mut [f32]) {
    each_row(x, cols, largest, |row, max, exps| {
        let scale = dy[row] * (max - y[row]).exp();
        g[row * cols..].iter_mut().zip(exps).for_each(|(g, exp)| *g += scale * exp);
    });
}

/// The logarithm of a sum of exponentials. What was subtracted before is a term of its own, as both are more exact apart.
pub(super) fn log_sum(exps: &[f32]) -> f32 {
    exps.iter().sum::<f32>().ln()
}

/// Calls `f` for each row, in their order, with its number, its `shift`, and the exponentials of its elements less that. Those of
/// short rows are taken side by side.
pub(super) fn each_row(
    x: &[f32],
    cols: usize,
    shift: impl Fn(&[f32]) -> f32,
    mut f: impl FnMut(usize, f32, &[f32]),
) {
    /// They stay in the first cache.
    const TOGETHER: usize = 512;
    let rows = TOGETHER.div_ceil(cols);
    scratch::with(rows * (2 * cols + 1), |memory| {
        let (shifts, memory) = memory.split_at_mut(rows);
        let (shifted, exps) = memory.split_at_mut(rows * cols);
        for (i, x) in x.chunks(rows * cols).enumerate() {
            let (shifted, exps) = (&mut shifted[..x.len()], &mut exps[..x.len()]);
            let of_rows = shifts.iter_mut().zip(shifted.chunks_exact_mut(cols)).zip(x.chunks_exact(cols));
            for ((kept, shifted), x) in of_rows {
                *kept = shift(x);
                shifted.iter_mut().zip(x).for_each(|(shifted, x)| *shifted = x - *kept);
            }
            pointwise::exp(shifted, exps);
            for (j, (exps, &shift)) in exps.chunks_exact(cols).zip(&*shifts).enumerate() {
                f(i * rows + j, shift, exps);
            }
        }
    });
}

/// The largest element, NaN if one is NaN; what is subtracted before `exp`, so not infinite either.
pub(super) fn largest(x: &[f32]) -> f32 {
    let max = x.iter().fold(f32::NEG_INFINITY, |max, &x| if x > max || x.is_nan() { x } else { max });
    if max == f32::NEG_INFINITY { 0.0 } else { max }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_longer_than_a_stretch_are_what_the_definition_says() {
        for cols in [1, 3, 128, 131, 300] {
            let x: Vec<f32> = (0..3 * cols).map(|i| (i * 37 % 101) as f32 / 9.0 - 5.0).collect();
            let (mut y, mut sums, mut dx) = (vec![f32::NAN; x.len()], [f32::NAN; 3], vec![1.0; x.len()]);
            let mut g = vec![0.0; x.len()];
            log_softmax(&x, cols, &mut y);
            log_sum_exp(&x, cols, &mut sums);
            log_softmax_gradient(&y, cols, &mut dx);
            add_log_sum_exp_gradient(&x, cols, &sums, &[1.0, -2.0, 3.0], &mut g);
            for (i, &x_of_i) in x.iter().enumerate() {
                let row = &x[i / cols * cols..][..cols];
                let log_sum = row.iter().map(|&x| f64::from(x).exp()).sum::<f64>().ln();
                let log_share = f64::from(x_of_i) - log_sum;
                let near = |found: f32, expected: f64| (f64::from(found) - expected).abs() < 1e-4;
                assert!(near(y[i], log_share) && near(sums[i / cols], log_sum));
                assert!(near(dx[i], 1.0 - cols as f64 * log_share.exp()));
                assert!(near(g[i], [1.0, -2.0, 3.0][i / cols] * log_share.exp()));
            }
        }
    }
}
