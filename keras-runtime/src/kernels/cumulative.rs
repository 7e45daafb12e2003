//! Running sums.

/// `y` is the running sum of `x` along an axis of `along` steps, each of `after` neighbouring numbers.
pub(crate) fn cumulative_sum(along: usize, after: usize, x: &[f32], y: &mut [f32]) {
    y.copy_from_slice(x);
    for block in y.chunks_exact_mut((along * after).max(1)) {
        (after..block.len()).for_each(|i| block[i] += block[i - after]);
    }
}

/// Turns the gradient by a [`cumulative_sum`] into that by what it sums: the running sum from the end.
pub(crate) fn cumulative_sum_gradient(along: usize, after: usize, dy: &mut [f32]) {
    for block in dy.chunks_exact_mut((along * after).max(1)) {
        (after..block.len()).rev().for_each(|i| block[i - after] += block[i]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_all_before_it_and_each_gradient_all_after_it() {
        let (before, along, after) = (3, 5, 7);
        let x: Vec<f32> = (0..105).map(|i| (i * 31 % 19) as f32).collect();
        let (mut y, mut dy) = ([f32::NAN; 105], x.clone());
        cumulative_sum(along, after, &x, &mut y);
        cumulative_sum_gradient(along, after, &mut dy);
        for (i, j, k) in (0..before * along * after).map(|n| (n / 35, n / 7 % 5, n % 7)) {
            let sum = |steps: std::ops::Range<usize>| steps.map(|j| x[i * 35 + j * 7 + k]).sum::<f32>();
            assert_eq!([y[i * 35 + j * 7 + k], dy[i * 35 + j * 7 + k]], [sum(0..j + 1), sum(j..along)]);
        }
    }
}
