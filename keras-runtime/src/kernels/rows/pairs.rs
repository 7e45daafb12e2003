//! Functions of a row of labels and a row of an output.

/// The rows of two matrices, each with its number of columns.
pub(crate) type Pair<'a> = [(&'a [f32], usize); 2];

/// `y[i] = f(t, p)` of the rows `i`; the first error, if there is one.
pub(crate) fn map_pairs<E>(
    [(t, labels), (p, output)]: Pair<'_>,
    y: &mut [f32],
    f: impl Fn(&[f32], &[f32]) -> Result<f32, E>,
) -> Result<(), E> {
    let rows = t.chunks_exact(labels).zip(p.chunks_exact(output));
    y.iter_mut().zip(rows).try_for_each(|(y, (t, p))| f(t, p).map(|value| *y = value))
}

/// Calls `f` with the rows `i` of both, `dy[i]`, and row `i` of `g`, of `cols` columns.
pub(crate) fn each_pair(
    [(t, labels), (p, output)]: Pair<'_>,
    dy: &[f32],
    g: &mut [f32],
    cols: usize,
    f: impl Fn(&[f32], &[f32], f32, &mut [f32]),
) {
    let rows = t.chunks_exact(labels).zip(p.chunks_exact(output)).zip(dy);
    g.chunks_exact_mut(cols).zip(rows).for_each(|(g, ((t, p), dy))| f(t, p, *dy, g));
}

/// The sum of `f(t, p)` over two rows.
pub(crate) fn sum_pairs(t: &[f32], p: &[f32], f: impl Fn(f32, f32) -> f32) -> f64 {
    t.iter().zip(p).map(|(&t, &p)| f64::from(f(t, p))).sum()
}

/// `g += f(t, p)`, element by element.
pub(crate) fn add_pairs(t: &[f32], p: &[f32], g: &mut [f32], f: impl Fn(f32, f32) -> f32) {
    g.iter_mut().zip(t.iter().zip(p)).for_each(|(g, (&t, &p))| *g += f(t, p));
}
