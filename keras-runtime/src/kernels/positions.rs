//! Elements that a list of positions names: copies of them, and what is joined at them.

/// `y[i] = x[at[i]]`
pub(crate) fn take(x: &[f32], at: &[usize], y: &mut [f32]) {
    y.iter_mut().zip(at).for_each(|(y, &at)| *y = x[at]);
}

/// `y[i] += x[at[i]]`
pub(crate) fn add(x: &[f32], at: &[usize], y: &mut [f32]) {
    y.iter_mut().zip(at).for_each(|(y, &at)| *y += x[at]);
}

/// `y[at[i]] += x[i]`
pub(crate) fn add_at(x: &[f32], at: &[usize], y: &mut [f32]) {
    x.iter().zip(at).for_each(|(x, &at)| y[at] += x);
}

/// `y[at[i]]` is the largest of the `sign * x[i]`, times `sign`; NaN wins. Infinite where no position names it.
pub(crate) fn extreme_at(sign: f32, x: &[f32], at: &[usize], y: &mut [f32]) {
    y.fill(sign * f32::NEG_INFINITY);
    for (&x, &at) in x.iter().zip(at) {
        if x.is_nan() || sign * x > sign * y[at] {
            y[at] = x;
        }
    }
}

/// Adds to `g` the gradient of [`extreme_at`]: equal ones share it.
pub(crate) fn add_extreme_gradient(x: &[f32], at: &[usize], y: &[f32], dy: &[f32], g: &mut [f32]) {
    let mut shares = vec![0.0; y.len()];
    let is_extreme = |i: usize| x[i] == y[at[i]];
    (0..x.len()).filter(|&i| is_extreme(i)).for_each(|i| shares[at[i]] += 1.0);
    (0..x.len()).filter(|&i| is_extreme(i)).for_each(|i| g[i] += dy[at[i]] / shares[at[i]]);
}

/// `y[at[i]]` is the product of the `x[i]`; 1 where no position names it.
pub(crate) fn product_at(x: &[f32], at: &[usize], y: &mut [f32]) {
    y.fill(1.0);
    x.iter().zip(at).for_each(|(x, &at)| y[at] *= x);
}

/// Adds to `g` the gradient of [`product_at`].
pub(crate) fn add_product_gradient(x: &[f32], at: &[usize], dy: &[f32], g: &mut [f32]) {
    // The product of those that are not 0, and how many are.
    let mut others = vec![(1.0, 0usize); dy.len()];
    for (&x, &at) in x.iter().zip(at) {
        match x {
            0.0 => others[at].1 += 1,
            _ => others[at].0 *= x,
        }
    }
    for ((g, &x), &at) in g.iter_mut().zip(x).zip(at) {
        *g += dy[at]
            * match others[at] {
                (product, 0) => product / x,
                (product, 1) if x == 0.0 => product,
                _ => 0.0,
            };
    }
}
