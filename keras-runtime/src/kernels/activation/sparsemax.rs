//! Sparsemax, of rows of `cols` elements: the nearest probabilities.

/// `y` is `max(x - t, 0)`, where `t` is such that the sum of each row is 1. All of it counts from the largest number, so
/// that large ones lose no digits.
pub(crate) fn sparsemax(x: &[f32], cols: usize, y: &mut [f32]) {
    for (y, x) in y.chunks_exact_mut(cols).zip(x.chunks_exact(cols)) {
        y.copy_from_slice(x);
        y.sort_unstable_by(|a, b| b.total_cmp(a));
        let start = y[0];
        let (mut sum, mut threshold) = (0.0, f32::NAN);
        for (count, largest) in y.iter().map(|y| y - start).enumerate() {
            sum += largest;
            let candidate = (sum - 1.0) / (count + 1) as f32;
            if largest <= candidate {
                break;
            }
            threshold = candidate;
        }
        y.iter_mut().zip(x).for_each(|(y, x)| *y = x - start);
        y.iter_mut().for_each(|y| *y = if *y < threshold { 0.0 } else { *y - threshold });
    }
}

/// Turns the gradient `dy` by the `y` of [`sparsemax`] into that by its `x`: among those that are not 0, `dy` without its
/// mean.
pub(crate) fn sparsemax_gradient(y: &[f32], cols: usize, dy: &mut [f32]) {
    for (dy, y) in dy.chunks_exact_mut(cols).zip(y.chunks_exact(cols)) {
        let chosen = || y.iter().map(|&y| if y > 0.0 { 1.0 } else { 0.0 });
        let count: f32 = chosen().sum();
        let mean = dy.iter().zip(chosen()).map(|(dy, chosen)| dy * chosen).sum::<f32>() / count;
        dy.iter_mut().zip(chosen()).for_each(|(dy, chosen)| *dy = (*dy - mean) * chosen);
    }
}
