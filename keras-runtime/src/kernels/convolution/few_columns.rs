//! Convolutions to a few channels, which do not fill a register: one product for all taps.
//!
//! Each cell of the source is multiplied by the matrices of all taps, which lie side by side and fill registers together.
//! A target then gathers what the cells that it sees have for it.
#![allow(unsafe_code)]

use std::ops::Range;
use std::slice;

use super::product::{Out, Product};
use crate::kernels::isa::Isa;
use crate::kernels::matmul::micro;
use crate::kernels::matmul::{Matrix, Packed};
use crate::kernels::parallel;
use crate::kernels::scratch;

/// About how many products a block of rows has: they stay in the second cache.
const PRODUCTS: usize = 1 << 16;

/// What it costs to gather a product, in multiply-adds.
const GATHER: usize = 16;

/// A [`Product`] for few channels, along two axes.
pub(super) struct FewColumns<'a> {
    pub product: &'a Product<'a>,
    pub isa: Isa,
}

impl FewColumns<'_> {
    /// Whether it takes fewer multiplications than to multiply what each target sees.
    pub fn is_worth(&self) -> bool {
        let Product { lines, channels, .. } = self.product;
        let [depth, height, width] = &lines.reach;
        let (seen, lanes) = (lines.channels.len(), micro::shape(self.isa).lanes);
        let is_flat = depth.taps == 1 && depth.from == 0 && depth.stride == 1;
        let cells = self.seen(&(0..height.targets)).len() * width.source;
        let together = cells * (seen * self.products().next_multiple_of(lanes) + GATHER * self.products());
        let (targets, taps) = (height.targets * width.targets, height.taps * width.taps);
        is_flat && together < targets * taps * seen * channels.len().next_multiple_of(lanes)
    }

    /// Writes the targets into `out`; `tap` gives the matrix of a tap, channels seen × channels computed.
    pub fn compute<'k>(&self, tap: impl Fn([usize; 3]) -> Matrix<'k>, out: &mut [f32]) {
        let Product { lines, channels, .. } = self.product;
        let [depth, height, width] = &lines.reach;
        let (seen, products) = (lines.channels.len(), self.products());
        let out = Out::new(out);
        scratch::with(seen * products + Packed::len(self.isa, seen, products), |memory| {
            let (matrix, memory) = memory.split_at_mut(seen * products);
            for k in 0..height.taps * width.taps {
                let at = [depth.tap(0), height.tap(k / width.taps), width.tap(k % width.taps)];
                for (i, row) in matrix.chunks_exact_mut(products).enumerate() {
                    tap(at).copy_row(i, &mut row[k * channels.len()..][..channels.len()]);
                }
            }
            let kernel = Packed::new(self.isa, Matrix::new(matrix, seen, products), memory);
            let rows = (PRODUCTS / (width.source * products).max(1)).clamp(1, height.targets);
            let blocks = height.targets.div_ceil(rows);
            let images = lines.batch * depth.targets;
            let task = |index: usize| {
                let start = index % blocks * rows;
                self.block(&kernel, index / blocks, start..height.targets.min(start + rows), out);
            };
            match parallel::threads_for(images * height.targets * width.source * seen * products) {
                1 => parallel::in_order(images * blocks, task),
                _ => parallel::for_each(images * blocks, task),
            }
        });
    }

    /// The number of products of a cell.
    fn products(&self) -> usize {
        let [_, height, width] = &self.product.lines.reach;
        height.taps * width.taps * self.product.channels.len()
    }

    /// The rows of the source that some rows of targets see.
    fn seen(&self, targets: &Range<usize>) -> Range<usize> {
        let height = &self.product.lines.reach[1];
        let row = |target: usize, tap: usize| {
            let row = height.from + (target * height.stride + tap * height.spread) as isize;
            row.clamp(0, height.source as isize).unsigned_abs()
        };
        if targets.is_empty() || height.taps == 0 {
            return 0..0;
        }
        row(targets.start, 0)..(row(targets.end - 1, height.taps - 1) + 1).min(height.source)
    }

    /// Computes some rows of targets of an image.
    fn block(&self, kernel: &Packed<'_>, image: usize, targets: Range<usize>, out: Out) {
        let Product { lines, channels, .. } = self.product;
        let [_, height, width] = &lines.reach;
        let (rows, products, sums) = (self.seen(&targets), self.products(), width.targets * channels.len());
        let cells = rows.len() * width.source;
        let first = (image * height.source + rows.start) * width.source;
        scratch::with(cells * products + sums, |memory| {
            let (memory, sums) = memory.split_at_mut(cells * products);
            let source =
                &lines.source[(first * lines.width + lines.channels.start).min(lines.source.len())..];
            let source = Matrix::with_strides(source, cells, lines.channels.len(), lines.width, 1);
            kernel.multiply(source, 0.0, None, memory);
            let row = width.source * products;
            for target in targets {
                sums.fill(0.0);
                for ky in 0..height.taps {
                    let Some(y) = height.at(target, ky) else { continue };
                    let cells = &memory[(y - rows.start) * row..][..row];
                    for kx in 0..width.taps {
                        self.gather(cells, ky * width.taps + kx, kx, sums);
                    }
                }
                self.finish(image, target, sums, out);
            }
        });
    }

    /// Adds to the sums of a row what a tap has for them, in a row of cells.
    fn gather(&self, cells: &[f32], tap: usize, kx: usize, sums: &mut [f32]) {
        let (width, count) = (&self.product.lines.reach[2], self.product.channels.len());
        let seeing = width.seeing(kx..kx + 1, &(0..width.targets));
        let Some(first) = width.at(seeing.start, kx).filter(|_| !seeing.is_empty()) else { return };
        let sums = &mut sums[seeing.start * count..seeing.end * count];
        let cells = cells.chunks_exact(self.products()).skip(first).step_by(width.stride);
        let from = cells.map(|cell| &cell[tap * count..][..count]);
        // A number known to the compiler spares a loop for each target.
        match count {
            1 => add::<1>(from, sums),
            2 => add::<2>(from, sums),
            3 => add::<3>(from, sums),
            4 => add::<4>(from, sums),
            _ => sums.chunks_exact_mut(count).zip(from).for_each(|(sums, from)| {
                sums.iter_mut().zip(from).for_each(|(sum, from)| *sum += from);
            }),
        }
    }

    /// Writes the sums of a row of targets.
    fn finish(&self, image: usize, target: usize, sums: &mut [f32], out: Out) {
        let Product { lines, sizes, width, channels, beta, epilogue } = self.product;
        let [depth, height, across] = &lines.reach;
        let (sample, z) = (image / depth.targets, depth.first + image % depth.targets * depth.apart);
        let y = height.first + target * height.apart;
        let row = ((sample * sizes[0] + z) * sizes[1] + y) * sizes[2] + across.first;
        let place = |x: usize| {
            let out = out.at((row + x * across.apart) * width + channels.start, channels.len());
            // SAFETY: these channels of this target are in the result, and this thread's.
            unsafe { slice::from_raw_parts_mut(out, channels.len()) }
        };
        for (x, sums) in sums.chunks_exact_mut(channels.len()).enumerate() {
            if *beta != 0.0 {
                sums.iter_mut().zip(place(x)).for_each(|(sum, before)| *sum += beta * *before);
            }
            if let Some(bias) = epilogue.bias {
                sums.iter_mut().zip(bias).for_each(|(sum, bias)| *sum += bias);
            }
        }
        epilogue.function.apply(sums);
        for (x, sums) in sums.chunks_exact(channels.len()).enumerate() {
            place(x).copy_from_slice(sums);
        }
    }
}

/// Adds `N` values to the sums of each target.
fn add<'a, const N: usize>(from: impl Iterator<Item = &'a [f32]>, sums: &mut [f32]) {
    for (sums, from) in sums.as_chunks_mut::<N>().0.iter_mut().zip(from) {
        for (sum, from) in sums.iter_mut().zip(from) {
            *sum += from;
        }
    }
}
