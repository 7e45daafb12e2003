//! The logarithms of softmaxes and of sums of exponentials, of rows of `cols` elements; without overflow.

use super::pointwise;

/// `y` is the logarithm of the softmax of each row of `x`.
pub(crate) fn log_softmax(x: &[f32], cols: usize, y: &mut [f32]) {
    for (y, x) in y.chunks_exact_mut(cols).zip(x.chunks_exact(cols)) {
        let (max, log_sum) = log_sum_exp_parts(x);
        y.iter_mut().zip(x).for_each(|(y, x)| *y = (x - max) - log_sum);
    }
}

/// Turns the gradient `dy` by the `y` of [`log_softmax`] into that by its `x`.
pub(crate) fn log_softmax_gradient(y: &[f32], cols: usize, dy: &mut [f32]) {
    for (dy, y) in dy.chunks_exact_mut(cols).zip(y.chunks_exact(cols)) {
        let sum: f32 = dy.iter().sum();
        exp_each(y, 0.0, dy, |dy, exp| *dy -= exp * sum);
    }
}

/// `y` is `log(sum(exp(x)))` of each row of `x`.
pub(crate) fn log_sum_exp(x: &[f32], cols: usize, y: &mut [f32]) {
    for (y, x) in y.iter_mut().zip(x.chunks_exact(cols)) {
        let (max, log_sum) = log_sum_exp_parts(x);
        *y = max + log_sum;
    }
}

/// Adds to `g` the gradient of [`log_sum_exp`].
pub(crate) fn add_log_sum_exp_gradient(x: &[f32], cols: usize, y: &[f32], dy: &[f32], g: &mut [f32]) {
    for (((g, x), y), dy) in g.chunks_exact_mut(cols).zip(x.chunks_exact(cols)).zip(y).zip(dy) {
        exp_each(x, *y, g, |g, exp| *g += *dy * exp);
    }
}

/// `log(sum(exp(x)))` of one row as two terms, which are more exact apart: the largest element and the rest.
pub(super) fn log_sum_exp_parts(x: &[f32]) -> (f32, f32) {
    let (max, mut sum) = (largest(x), 0.0);
    exp_stretches(x, max, |_, exps| sum += exps.iter().sum::<f32>());
    (max, sum.ln())
}

/// Calls `f` with each element of `y` and `exp(x - shift)` of the element of `x` in its place.
pub(super) fn exp_each(x: &[f32], shift: f32, y: &mut [f32], mut f: impl FnMut(&mut f32, f32)) {
    exp_stretches(x, shift, |at, exps| y[at..].iter_mut().zip(exps).for_each(|(y, &exp)| f(y, exp)));
}

/// Calls `f` with stretches of `exp(x - shift)`, computed many at a time, and where each begins.
fn exp_stretches(x: &[f32], shift: f32, mut f: impl FnMut(usize, &[f32])) {
    const LEN: usize = 128;
    let (mut shifted, mut exps) = ([0.0; LEN], [0.0; LEN]);
    for (i, x) in x.chunks(LEN).enumerate() {
        let (shifted, exps) = (&mut shifted[..x.len()], &mut exps[..x.len()]);
        shifted.iter_mut().zip(x).for_each(|(shifted, x)| *shifted = x - shift);
        pointwise::exp(shifted, exps);
        f(i * LEN, exps);
    }
}

/// The largest element, NaN if one is NaN; what is subtracted before `exp`, so not infinite either.
fn largest(x: &[f32]) -> f32 {
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
