//! The sums of a tile, which stay in registers while they grow.

use super::Vector;

/// `ROWS` × `VECTORS` registers.
///
/// # Safety
///
/// Every function may be called only where the instructions of `V` are enabled, and inlines there. What it is told to
/// read and write is there.
pub(in crate::kernels) struct Sums<V, const ROWS: usize, const VECTORS: usize>(pub [[V; VECTORS]; ROWS]);

/// What a sum becomes before it is written.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct Finish<'a> {
    /// So many times what is there is added; 0 ignores it.
    pub beta: f32,
    /// Added to each row; one value a column.
    pub bias: Option<&'a [f32]>,
    /// The first column of the tile, in the bias.
    pub col: usize,
    /// The columns from there on; the tile has at least one in each of its vectors.
    pub cols: usize,
}

impl<V: Vector, const ROWS: usize, const VECTORS: usize> Sums<V, ROWS, VECTORS> {
    /// No sums yet. Where they will be written, row `i` at `to(i)`, is fetched meanwhile.
    #[inline(always)]
    pub unsafe fn begin(to: impl Fn(usize) -> *mut f32) -> Self {
        // SAFETY: promised by the caller.
        unsafe {
            for row in (0..ROWS).map(to) {
                V::prefetch(row);
                V::prefetch(row.wrapping_add(VECTORS * V::LANES - 1));
            }
            Self([[V::splat(0.0); VECTORS]; ROWS])
        }
    }

    /// Adds the products of a value for each row and the columns that begin at `right`.
    #[inline(always)]
    pub unsafe fn add(&mut self, left: [f32; ROWS], right: *const f32) {
        // SAFETY: promised by the caller.
        unsafe {
            let columns: [V; VECTORS] = std::array::from_fn(|v| V::load(right.add(v * V::LANES)));
            for (sums, value) in self.0.iter_mut().zip(left) {
                let value = V::splat(value);
                for (sum, &column) in sums.iter_mut().zip(&columns) {
                    *sum = value.times_plus(column, *sum);
                }
            }
        }
    }

    /// Writes row `i` to `to(i)`.
    #[inline(always)]
    pub unsafe fn write(self, finish: Finish<'_>, to: impl Fn(usize) -> *mut f32) {
        // SAFETY: promised by the caller.
        unsafe {
            if finish.cols >= VECTORS * V::LANES {
                self.write_columns::<true>(finish, to);
            } else {
                self.write_columns::<false>(finish, to);
            }
        }
    }

    /// Writes all the columns if the tile is `WHOLE`, else those that there are.
    #[inline(always)]
    unsafe fn write_columns<const WHOLE: bool>(mut self, finish: Finish<'_>, to: impl Fn(usize) -> *mut f32) {
        let count = |v: usize| if WHOLE { V::LANES } else { (finish.cols - v * V::LANES).min(V::LANES) };
        // SAFETY: promised by the caller.
        unsafe {
            if finish.beta != 0.0 {
                let beta = V::splat(finish.beta);
                for (i, sums) in self.0.iter_mut().enumerate() {
                    for (v, sum) in sums.iter_mut().enumerate() {
                        *sum = beta.times_plus(V::load_first(to(i).add(v * V::LANES), count(v)), *sum);
                    }
                }
            }
            if let Some(bias) = finish.bias {
                let bias = bias.as_ptr().add(finish.col);
                let bias: [V; VECTORS] =
                    std::array::from_fn(|v| V::load_first(bias.add(v * V::LANES), count(v)));
                for sums in &mut self.0 {
                    for (sum, bias) in sums.iter_mut().zip(bias) {
                        *sum = sum.plus(bias);
                    }
                }
            }
            for (i, sums) in self.0.iter().enumerate() {
                for (v, sum) in sums.iter().enumerate() {
                    sum.store_first(to(i).add(v * V::LANES), count(v));
                }
            }
        }
    }
}
