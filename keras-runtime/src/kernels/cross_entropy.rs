//! The cross-entropy between distributions and the softmax of rows of `cols` logits.

use super::log_softmax::{each_row, largest, log_sum};

/// `y` is the cross-entropy of each row.
pub(crate) fn cross_entropy(targets: &[f32], logits: &[f32], cols: usize, y: &mut [f32]) {
    each_row(logits, cols, largest, |row, max, exps| {
        let (at, log_sum) = (row * cols, log_sum(exps));
        let surprise = |(t, x): (&f32, &f32)| if *t == 0.0 { 0.0 } else { t * (log_sum + (max - x)) };
        y[row] = targets[at..][..cols].iter().zip(&logits[at..]).map(surprise).sum();
    });
}

/// Adds to `g` the gradient of [`cross_entropy`] by the targets.
pub(crate) fn add_gradient_by_targets(logits: &[f32], cols: usize, dy: &[f32], g: &mut [f32]) {
    each_row(logits, cols, largest, |row, max, exps| {
        let (at, log_sum, dy) = (row * cols, log_sum(exps), dy[row]);
        let g = g[at..][..cols].iter_mut().zip(&logits[at..]);
        g.for_each(|(g, x)| *g += dy * (log_sum + (max - x)));
    });
}

/// Adds to `g` the gradient of [`cross_entropy`] by the logits.
pub(crate) fn add_gradient_by_logits(
    targets: &[f32],
    logits: &[f32],
    cols: usize,
    dy: &[f32],
    g: &mut [f32],
) {
    each_row(logits, cols, largest, |row, _, exps| {
        let (g, targets) = (&mut g[row * cols..][..cols], &targets[row * cols..][..cols]);
        add_softmax(dy[row] * targets.iter().sum::<f32>(), exps, g);
        g.iter_mut().zip(targets).for_each(|(g, t)| *g -= dy[row] * t);
    });
}

/// [`cross_entropy`] where each target is the index of a class.
pub(crate) fn sparse_cross_entropy(ids: &[f32], logits: &[f32], cols: usize, y: &mut [f32]) {
    each_row(logits, cols, largest, |row, max, exps| {
        y[row] = log_sum(exps) + (max - logits[row * cols + ids[row] as usize]);
    });
}

/// Adds to `g` the gradient of [`sparse_cross_entropy`] by the logits.
pub(crate) fn add_sparse_gradient(ids: &[f32], logits: &[f32], cols: usize, dy: &[f32], g: &mut [f32]) {
    each_row(logits, cols, largest, |row, _, exps| {
        let g = &mut g[row * cols..][..cols];
        add_softmax(dy[row], exps, g);
        g[ids[row] as usize] -= dy[row];
    });
}

/// Adds `scale` times the softmax of a row to `g`, given its exponentials.
fn add_softmax(scale: f32, exps: &[f32], g: &mut [f32]) {
    let scale = scale / exps.iter().sum::<f32>();
    g.iter_mut().zip(exps).for_each(|(g, exp)| *g += scale * exp);
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
