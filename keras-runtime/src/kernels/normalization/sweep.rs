//! Loops over rows with a number for each column.

use crate::kernels::simd::{Arithmetic, Loop};

/// `y = f((x - center) * scale + shift)`, the three a number for each column.
pub(super) struct Apply<'a, F> {
    pub f: F,
    pub columns: [&'a [f32]; 3],
    pub x: &'a [f32],
    pub y: &'a mut [f32],
}

impl<F: Fn(f32) -> f32> Loop for Apply<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let [center, scale, shift] = self.columns;
        for (y, x) in self.y.chunks_mut(center.len()).zip(self.x.chunks(center.len())) {
            for ((((y, x), center), scale), shift) in y.iter_mut().zip(x).zip(center).zip(scale).zip(shift) {
                *y = (self.f)(A::times_plus(x - center, *scale, *shift));
            }
        }
    }
}

/// `dy = dy * scale + (x - center) * slope + shift`, the four a number for each column.
pub(super) struct Descend<'a> {
    pub columns: [&'a [f32]; 4],
    pub x: &'a [f32],
    pub dy: &'a mut [f32],
}

impl Loop for Descend<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let [center, scale, slope, shift] = self.columns;
        for (dy, x) in self.dy.chunks_mut(center.len()).zip(self.x.chunks(center.len())) {
            let columns = center.iter().zip(scale).zip(slope).zip(shift);
            for ((dy, x), (((center, scale), slope), shift)) in dy.iter_mut().zip(x).zip(columns) {
                *dy = A::times_plus(*dy, *scale, A::times_plus(x - center, *slope, *shift));
            }
        }
    }
}

/// The sums of `dy` and of `dy * (x - center)` for each column, to the two halves of `out`. With the values `y` of a ReLU
/// that followed, `dy` first becomes the gradient by its argument.
pub(super) struct Sums<'a> {
    pub center: &'a [f32],
    pub x: &'a [f32],
    pub relu: Option<&'a [f32]>,
    pub dy: &'a mut [f32],
    pub out: &'a mut [f32],
}

/// Elements of a block, which stays in the nearest cache.
const BLOCK: usize = 4096;

impl Loop for Sums<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let cols = self.center.len();
        let (sums, weighted) = self.out.split_at_mut(cols);
        sums.fill(0.0);
        weighted.fill(0.0);
        let block = BLOCK.div_ceil(cols) * cols;
        for (i, (dy, x)) in self.dy.chunks_mut(block).zip(self.x.chunks(block)).enumerate() {
            if let Some(y) = self.relu {
                for (dy, y) in dy.iter_mut().zip(&y[i * block..]) {
                    // By its bits: of a choice the compiler would make conditional stores, which are slow.
                    let keep = if *y > 0.0 { u32::MAX } else { 0 };
                    *dy = f32::from_bits(dy.to_bits() & keep);
                }
            }
            for (dy, x) in dy.chunks(cols).zip(x.chunks(cols)) {
                let sums = sums.iter_mut().zip(&mut *weighted);
                for ((((sum, weighted), dy), x), center) in sums.zip(dy).zip(x).zip(self.center) {
                    *sum += dy;
                    *weighted = A::times_plus(*dy, x - center, *weighted);
                }
            }
        }
    }
}
