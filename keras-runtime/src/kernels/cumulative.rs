//! Running sums and products.

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

/// `y` is the running product of `x`, as for [`cumulative_sum`].
pub(crate) fn cumulative_product(along: usize, after: usize, x: &[f32], y: &mut [f32]) {
    y.copy_from_slice(x);
    for block in y.chunks_exact_mut((along * after).max(1)) {
        (after..block.len()).for_each(|i| block[i] *= block[i - after]);
    }
}

/// Turns the gradient `dy` by the [`cumulative_product`] `y` into that by `x`, zeros among it or not.
///
/// That by an element is the product of those before it, times the sum of what the elements from it on have of `dy`, each
/// times the product of those in between: a sum that is made from the end.
pub(crate) fn cumulative_product_gradient(along: usize, after: usize, x: &[f32], y: &[f32], dy: &mut [f32]) {
    let block = (along * after).max(1);
    for ((x, y), dy) in x.chunks_exact(block).zip(y.chunks_exact(block)).zip(dy.chunks_exact_mut(block)) {
        (after..x.len()).rev().for_each(|i| dy[i - after] += x[i] * dy[i]);
        (after..x.len()).for_each(|i| dy[i] *= y[i - after]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_all_before_it_and_each_gradient_all_after_it() {
        let (before, along, after) = (3, 5, 7);
        let x: Vec<f32> = (0..105).map(|i| (i * 31 % 19) as f32).collect();
        let (mut y, mut dy, mut product) = ([f32::NAN; 105], x.clone(), [f32::NAN; 105]);
        cumulative_sum(along, after, &x, &mut y);
        cumulative_sum_gradient(along, after, &mut dy);
        cumulative_product(along, after, &x, &mut product);
        for (i, j, k) in (0..before * along * after).map(|n| (n / 35, n / 7 % 5, n % 7)) {
            let lane =
                |steps: std::ops::Range<usize>| steps.map(|j| x[i * 35 + j * 7 + k]).collect::<Vec<_>>();
            let at = i * 35 + j * 7 + k;
            assert_eq!([y[at], dy[at]], [lane(0..j + 1).iter().sum::<f32>(), lane(j..along).iter().sum()]);
            assert_eq!(product[at], lane(0..j + 1).iter().product::<f32>());
        }
    }
}
