//! The geometry of windows: images before and after a pooling or convolution, shared between threads.

use super::parallel::{self, each, for_each_part, parts_mut};
use super::windows::Axis;

/// A batch of images `(depth, height, width, channels)` and the windows over them. Missing axes have one element.
#[derive(Clone, Copy, Debug)]
pub(super) struct WindowGeometry {
    pub axes: [Axis; 3],
    /// The number of channels before the windows.
    pub channels: usize,
    /// The number of channels after them.
    pub filters: usize,
    /// What a value that a window sees costs, in multiply-adds of a matrix product.
    pub cost: usize,
}

impl WindowGeometry {
    /// The number of values of one image, before and after the windows.
    pub fn sizes(&self) -> (usize, usize) {
        let size = |count: fn(&Axis) -> usize| self.axes.iter().map(count).product::<usize>();
        (size(|axis| axis.input) * self.channels, size(|axis| axis.output) * self.filters)
    }

    /// The number of values in a row after the windows.
    pub fn row(&self) -> usize {
        self.axes[2].output * self.filters
    }

    /// The image in which a row is that is counted through the batch, and where it is there.
    #[inline(always)]
    pub fn place(&self, row: usize) -> (usize, usize, usize) {
        let [depth, height, _] = &self.axes;
        (row / height.output / depth.output, row / height.output % depth.output, row % height.output)
    }

    /// How many threads should share windows that give so many values.
    pub fn threads(&self, outputs: usize) -> usize {
        let taps: usize = self.axes.iter().map(|axis| axis.window.min(axis.input)).product();
        parallel::threads_for(outputs.saturating_mul(taps * self.cost))
    }

    /// How many images `x` is before the windows, if `y` is as many after them.
    ///
    /// # Panics
    ///
    /// If it is not.
    pub fn count(&self, x: &[f32], y: &[f32]) -> usize {
        let (from, to) = self.sizes();
        let count = x.len() / from.max(1);
        assert!(x.len() == count * from && y.len() == count * to || to == 0 && y.is_empty());
        count
    }

    /// Shares the rows of `y` between threads: `work` gets the number of its first row, and its rows.
    pub fn by_rows(&self, x: &[f32], y: &mut [f32], work: impl Fn(usize, &mut [f32]) + Sync) {
        self.count(x, y);
        if y.is_empty() {
            return;
        }
        let rows = (y.len() / self.row()).div_ceil(self.threads(y.len()));
        for_each_part(y, rows * self.row(), |i, y| work(i * rows, y));
    }

    /// Shares the images of the gradient `g` between threads, but no image, as neighbouring windows may meet in one value:
    /// `work` gets the number of the image, and its part of `dy` and of `g`, to add to. A `beta` of 0 ignores what `g`
    /// holds.
    pub fn by_images(
        &self,
        dy: &[f32],
        beta: f32,
        g: &mut [f32],
        work: impl Fn(usize, &[f32], &mut [f32]) + Sync,
    ) {
        let (from, to) = self.sizes();
        self.count(g, dy);
        if g.is_empty() {
            return;
        }
        each(self.threads(dy.len()), parts_mut(g, from), |image, g| {
            if beta == 0.0 {
                g.fill(0.0);
            }
            if to > 0 {
                work(image, &dy[image * to..][..to], g);
            }
        });
    }
}
