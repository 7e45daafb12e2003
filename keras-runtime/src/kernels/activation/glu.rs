//! The gated linear unit, of rows of `2 * half` elements: the first half times the sigmoid of the second.

use crate::kernels::pointwise::sigmoid;

/// `y` is the gated linear unit of each row of `x`.
pub(crate) fn glu(x: &[f32], half: usize, y: &mut [f32]) {
    for (y, x) in y.chunks_exact_mut(half.max(1)).zip(x.chunks_exact((2 * half).max(1))) {
        let (value, gate) = x.split_at(half);
        sigmoid(gate, y);
        y.iter_mut().zip(value).for_each(|(y, value)| *y *= value);
    }
}

/// Adds to `g` the gradient of [`glu`].
pub(crate) fn add_glu_gradient(x: &[f32], half: usize, dy: &[f32], g: &mut [f32]) {
    let row = (2 * half).max(1);
    let rows = g.chunks_exact_mut(row).zip(x.chunks_exact(row)).zip(dy.chunks_exact(half.max(1)));
    for ((g, x), dy) in rows {
        let ((dvalue, dgate), (value, gate)) = (g.split_at_mut(half), x.split_at(half));
        for i in 0..half {
            let open = 1.0 / (1.0 + (-gate[i]).exp());
            dvalue[i] += dy[i] * open;
            dgate[i] += dy[i] * value[i] * open * (1.0 - open);
        }
    }
}
