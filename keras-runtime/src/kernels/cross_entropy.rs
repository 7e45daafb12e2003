//! The cross-entropy between distributions and the softmax of rows of `cols` logits.

use super::log_softmax::{exp_each, log_sum_exp_parts};

/// `y` is the cross-entropy of each row.
pub(crate) fn cross_entropy(targets: &[f32], logits: &[f32], cols: usize, y: &mut [f32]) {
    for ((y, targets), logits) in y.iter_mut().zip(targets.chunks_exact(cols)).zip(logits.chunks_exact(cols))
    {
        let (max, log_sum) = log_sum_exp_parts(logits);
        let surprise = |(t, x): (&f32, &f32)| if *t == 0.0 { 0.0 } else { t * (log_sum + (max - x)) };
        *y = targets.iter().zip(logits).map(surprise).sum();
    }
}

/// Adds to `g` the gradient of [`cross_entropy`] by the targets.
pub(crate) fn add_gradient_by_targets(logits: &[f32], cols: usize, dy: &[f32], g: &mut [f32]) {
    for ((g, logits), dy) in g.chunks_exact_mut(cols).zip(logits.chunks_exact(cols)).zip(dy) {
        let (max, log_sum) = log_sum_exp_parts(logits);
        g.iter_mut().zip(logits).for_each(|(g, x)| *g += dy * (log_sum + (max - x)));
    }
}

/// Adds to `g` the gradient of [`cross_entropy`] by the logits.
pub(crate) fn add_gradient_by_logits(
    targets: &[f32],
    logits: &[f32],
    cols: usize,
    dy: &[f32],
    g: &mut [f32],
) {
    let rows = targets.chunks_exact(cols).zip(logits.chunks_exact(cols)).zip(dy);
    for (g, ((targets, logits), dy)) in g.chunks_exact_mut(cols).zip(rows) {
        add_softmax(dy * targets.iter().sum::<f32>(), logits, g);
        g.iter_mut().zip(targets).for_each(|(g, t)| *g -= dy * t);
    }
}

/// [`cross_entropy`] where each target is the index of a class.
pub(crate) fn sparse_cross_entropy(ids: &[f32], logits: &[f32], cols: usize, y: &mut [f32]) {
    for ((y, &id), logits) in y.iter_mut().zip(ids).zip(logits.chunks_exact(cols)) {
        let (max, log_sum) = log_sum_exp_parts(logits);
        *y = log_sum + (max - logits[id as usize]);
    }
}

/// Adds to `g` the gradient of [`sparse_cross_entropy`] by the logits.
pub(crate) fn add_sparse_gradient(ids: &[f32], logits: &[f32], cols: usize, dy: &[f32], g: &mut [f32]) {
    let rows = logits.chunks_exact(cols).zip(ids).zip(dy);
    for (g, ((logits, &id), dy)) in g.chunks_exact_mut(cols).zip(rows) {
        add_softmax(*dy, logits, g);
        g[id as usize] -= dy;
    }
}

/// Adds `scale` times the softmax of a row to `g`.
fn add_softmax(scale: f32, logits: &[f32], g: &mut [f32]) {
    let (max, log_sum) = log_sum_exp_parts(logits);
    let scale = scale * (-log_sum).exp();
    exp_each(logits, max, g, |g, exp| *g += scale * exp);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_the_distributions_that_have_but_one() {
        for cols in [1, 3, 131] {
            let logits: Vec<f32> = (0..3 * cols).map(|i| (i * 37 % 101) as f32 / 9.0 - 5.0).collect();
            let ids = [0, cols / 2, cols - 1];
            let mut targets = vec![0.0; 3 * cols];
            ids.iter().enumerate().for_each(|(row, id)| targets[row * cols + id] = 1.0);
            let (ids, dy) = (ids.map(|id| id as f32), [1.0, -0.5, 2.0]);
            let (mut dense, mut sparse) = ([f32::NAN; 3], [f32::NAN; 3]);
            cross_entropy(&targets, &logits, cols, &mut dense);
            sparse_cross_entropy(&ids, &logits, cols, &mut sparse);
            assert_eq!(dense, sparse);
            let (mut by_dense, mut by_sparse) = (vec![0.25; 3 * cols], vec![0.25; 3 * cols]);
            add_gradient_by_logits(&targets, &logits, cols, &dy, &mut by_dense);
            add_sparse_gradient(&ids, &logits, cols, &dy, &mut by_sparse);
            assert_eq!(by_dense, by_sparse);
            let mut by_targets = vec![0.0; 3 * cols];
            add_gradient_by_targets(&logits, cols, &dy, &mut by_targets);
            for row in 0..3 {
                let logits = &logits[row * cols..][..cols];
                let log_sum = logits.iter().map(|&x| f64::from(x).exp()).sum::<f64>().ln();
                let expected = log_sum - f64::from(logits[ids[row] as usize]);
                assert!((f64::from(dense[row]) - expected).abs() < 1e-5 * expected.max(1.0));
                let by_target = by_targets[row * cols + ids[row] as usize];
                assert!((f64::from(by_target) - f64::from(dy[row]) * expected).abs() < 1e-4);
            }
        }
    }
}
