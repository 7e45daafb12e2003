//! Convolutions of images with up to three axes, channels last.
//!
//! A convolution is a product of matrices: each row of the left one is what a window sees, and the right one is the
//! kernel. The left matrix would hold each pixel once for every tap, so it is never written down: tiles find its rows
//! in the image by pointers (Dukhan, "The indirect convolution algorithm", 2019), and the gradients do the same. Windows
//! of 3 × 3 on many channels take fewer multiplications by way of `winograd`.

mod by_kernel;
mod few_columns;
mod implicit_gemm;
mod lines;
mod product;
mod tiles;
mod winograd;

#[cfg(test)]
mod tests;

use std::ops::Range;

use self::by_kernel::ByKernel;
use self::few_columns::FewColumns;
use self::implicit_gemm::ImplicitGemm;
use self::lines::Lines;
use self::product::Product;
use self::winograd::Patches;
use super::isa::Isa;
use super::matmul::{Epilogue, Matrix, matmul};
use super::tap_map::TapMap;
use super::windows::Axis;

/// The sizes of a convolution.
///
/// | | shape |
/// | --- | --- |
/// | image `x` | `(batch, inputs…, channels)` |
/// | kernel | `(windows…, channels / groups, filters)` |
/// | output `y` | `(batch, outputs…, filters)` |
#[derive(Clone, Copy, Debug)]
pub struct Convolution {
    /// The number of images.
    pub batch: usize,
    /// The windows along depth, height and width; an axis that is not there has one element and a window of one tap.
    pub axes: [Axis; 3],
    /// The number of channels of the image.
    pub channels: usize,
    /// The number of channels of the output.
    pub filters: usize,
    /// Into how many groups both are cut: a group of filters sees only its own channels.
    pub groups: usize,
}

impl Convolution {
    /// `y = epilogue(x convolved with kernel + beta * y)`; a `beta` of 0 ignores what `y` holds. The result is the same
    /// whatever the number of threads.
    ///
    /// # Panics
    ///
    /// If a slice has not the size that the shapes say.
    pub fn forward(&self, x: &[f32], kernel: &[f32], beta: f32, epilogue: Epilogue<'_>, y: &mut [f32]) {
        self.check(x, kernel, y);
        if y.is_empty() {
            return;
        }
        if self.is_product() || kernel.is_empty() {
            let x = Matrix::new(x, y.len() / self.filters, self.channels);
            let kernel = Matrix::new(kernel, self.channels, self.filters);
            return matmul(y, x, kernel, beta, epilogue);
        }
        self.forward_on(Isa::chosen(), x, kernel, beta, epilogue, y);
    }

    fn forward_on(
        &self,
        isa: Isa,
        x: &[f32],
        kernel: &[f32],
        beta: f32,
        epilogue: Epilogue<'_>,
        y: &mut [f32],
    ) {
        self.check(x, kernel, y);
        for (channels, filters) in self.each_group() {
            let product = self.outputs(x, channels, filters.clone(), beta, epilogue);
            compute(isa, &product, |tap| self.tap(kernel, tap, &filters), y);
        }
    }

    /// How many values the kernel has in a form that spares [`forward`](Self::forward) work, if there is one: Winograd's
    /// transform of it, 16 or 36 for each 9.
    pub fn prepared_len(&self) -> Option<usize> {
        self.prepared_len_on(Isa::chosen())
    }

    fn prepared_len_on(&self, isa: Isa) -> Option<usize> {
        let product = self.outputs(&[], 0..self.channels, 0..self.filters, 0.0, Epilogue::default());
        let patches = patches(&product).filter(|_| self.groups == 1)?;
        Some(winograd::transformed_len(&product, &patches, isa))
    }

    /// Writes that form of the kernel into `prepared`, which has [`prepared_len`](Self::prepared_len) values.
    ///
    /// # Panics
    ///
    /// If there is none, or a slice has not the size that the shapes say.
    pub fn prepare(&self, kernel: &[f32], prepared: &mut [f32]) {
        self.prepare_on(Isa::chosen(), kernel, prepared);
    }

    fn prepare_on(&self, isa: Isa, kernel: &[f32], prepared: &mut [f32]) {
        assert_eq!(Some(prepared.len()), self.prepared_len_on(isa));
        assert_eq!(kernel.len(), 9 * self.channels * self.filters);
        let product = self.outputs(&[], 0..self.channels, 0..self.filters, 0.0, Epilogue::default());
        if let Some(patches) = patches(&product) {
            winograd::transform(
                &product,
                &patches,
                isa,
                |tap| self.tap(kernel, tap, &product.channels),
                prepared,
            );
        }
    }

    /// [`forward`](Self::forward) by a kernel that has been [prepared](Self::prepare) for a convolution of the same windows
    /// and channels: `y` has the same bits.
    ///
    /// # Panics
    ///
    /// As [`prepare`](Self::prepare).
    pub fn forward_prepared(&self, x: &[f32], prepared: &[f32], epilogue: Epilogue<'_>, y: &mut [f32]) {
        self.forward_prepared_on(Isa::chosen(), x, prepared, epilogue, y);
    }

    fn forward_prepared_on(
        &self,
        isa: Isa,
        x: &[f32],
        prepared: &[f32],
        epilogue: Epilogue<'_>,
        y: &mut [f32],
    ) {
        self.check_images(x, y);
        assert_eq!(Some(prepared.len()), self.prepared_len_on(isa));
        let product = self.outputs(x, 0..self.channels, 0..self.filters, 0.0, epilogue);
        if let Some(patches) = patches(&product) {
            winograd::multiply(&product, &patches, isa, prepared, y);
        }
    }

    /// `dx = the gradient by the image + beta * dx`, from the gradient `dy` of the output; a `beta` of 0 ignores what `dx`
    /// holds.
    ///
    /// # Panics
    ///
    /// If a slice has not the size that the shapes say.
    pub fn by_image(&self, dy: &[f32], kernel: &[f32], beta: f32, dx: &mut [f32]) {
        self.check(dx, kernel, dy);
        self.image(dy, kernel, beta, Epilogue::default(), dx);
    }

    /// `x = epilogue(the transposed convolution of y)`: the gradient by the image as an output, whose bias has a value for
    /// each of `channels`.
    ///
    /// # Panics
    ///
    /// If a slice has not the size that the shapes say.
    pub fn transposed(&self, y: &[f32], kernel: &[f32], epilogue: Epilogue<'_>, x: &mut [f32]) {
        self.check(x, kernel, y);
        self.image(y, kernel, 0.0, epilogue, x);
    }

    fn image(&self, dy: &[f32], kernel: &[f32], beta: f32, epilogue: Epilogue<'_>, dx: &mut [f32]) {
        if dx.is_empty() {
            return;
        }
        if self.is_product() || kernel.is_empty() {
            let dy = Matrix::new(dy, dx.len() / self.channels, self.filters);
            let kernel = Matrix::new(kernel, self.channels, self.filters);
            return matmul(dx, dy, kernel.t(), beta, epilogue);
        }
        self.image_on(Isa::chosen(), dy, kernel, beta, epilogue, dx);
    }

    #[allow(clippy::too_many_arguments, reason = "as BLAS has them")]
    fn image_on(
        &self,
        isa: Isa,
        dy: &[f32],
        kernel: &[f32],
        beta: f32,
        epilogue: Epilogue<'_>,
        dx: &mut [f32],
    ) {
        self.check(dx, kernel, dy);
        for (channels, filters) in self.each_group() {
            for depth in TapMap::backward(&self.axes[0]) {
                for height in TapMap::backward(&self.axes[1]) {
                    for width in TapMap::backward(&self.axes[2]) {
                        let reach = [depth, height, width];
                        let (batch, width) = (self.batch, self.filters);
                        let lines = Lines { batch, reach, source: dy, width, channels: filters.clone() };
                        let product = Product {
                            lines,
                            sizes: self.axes.map(|axis| axis.input),
                            width: self.channels,
                            channels: channels.clone(),
                            beta,
                            epilogue: part(epilogue, &channels),
                        };
                        compute(isa, &product, |tap| self.tap(kernel, tap, &filters).t(), dx);
                    }
                }
            }
        }
    }

    /// `dkernel = the gradient by the kernel + beta * dkernel`, from the gradient `dy` of the output; a `beta` of 0
    /// ignores what `dkernel` holds. The result is the same whatever the number of threads.
    ///
    /// # Panics
    ///
    /// If a slice has not the size that the shapes say.
    pub fn by_kernel(&self, x: &[f32], dy: &[f32], beta: f32, dkernel: &mut [f32]) {
        self.by_kernel_on(Isa::chosen(), x, dy, beta, dkernel);
    }

    fn by_kernel_on(&self, isa: Isa, x: &[f32], dy: &[f32], beta: f32, dkernel: &mut [f32]) {
        self.check(x, dkernel, dy);
        for (channels, filters) in self.each_group() {
            let lines = self.lines(x, channels);
            let patches = Patches::of(&lines, filters.len()).filter(|_| filters.len() == self.filters);
            match patches.filter(|patches| winograd::by_kernel::is_worth(patches, self.filters)) {
                Some(patches) => winograd::by_kernel::compute(&patches, dy, self.filters, isa, beta, dkernel),
                None => {
                    let width = self.filters;
                    ByKernel { lines, dy, width, channels: filters }.compute(isa, beta, dkernel);
                }
            }
        }
    }

    fn check(&self, x: &[f32], kernel: &[f32], y: &[f32]) {
        self.check_images(x, y);
        let taps: usize = self.axes.iter().map(|axis| axis.window).product();
        assert_eq!(kernel.len(), taps * (self.channels / self.groups) * self.filters);
    }

    fn check_images(&self, x: &[f32], y: &[f32]) {
        let cells = |size: fn(&Axis) -> usize| self.axes.iter().map(size).product::<usize>();
        assert_eq!(x.len(), self.batch * cells(|axis| axis.input) * self.channels);
        assert_eq!(y.len(), self.batch * cells(|axis| axis.output) * self.filters);
    }

    /// Whether each window sees one pixel, its own.
    fn is_product(&self) -> bool {
        let own = |axis: &Axis| axis.window == 1 && axis.stride == 1 && axis.input == axis.output;
        self.groups == 1 && self.axes.iter().all(own)
    }

    /// The channels and filters of each group.
    fn each_group(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
        let (channels, filters) = (self.channels / self.groups, self.filters / self.groups);
        (0..self.groups).map(move |i| (i * channels..(i + 1) * channels, i * filters..(i + 1) * filters))
    }

    /// Some filters of the output.
    fn outputs<'a>(
        &self,
        x: &'a [f32],
        channels: Range<usize>,
        filters: Range<usize>,
        beta: f32,
        epilogue: Epilogue<'a>,
    ) -> Product<'a> {
        Product {
            lines: self.lines(x, channels),
            sizes: self.axes.map(|axis| axis.output),
            width: self.filters,
            epilogue: part(epilogue, &filters),
            channels: filters,
            beta,
        }
    }

    /// What the windows see of some channels.
    fn lines<'a>(&self, x: &'a [f32], channels: Range<usize>) -> Lines<'a> {
        let reach = [0, 1, 2].map(|axis| TapMap::forward(&self.axes[axis]));
        Lines { batch: self.batch, reach, source: x, width: self.channels, channels }
    }

    /// The matrix of a tap, channels of a group × `filters`.
    fn tap<'a>(&self, kernel: &'a [f32], [z, y, x]: [usize; 3], filters: &Range<usize>) -> Matrix<'a> {
        let channels = self.channels / self.groups;
        let tap = (z * self.axes[1].window + y) * self.axes[2].window + x;
        let from = &kernel[tap * channels * self.filters + filters.start..];
        Matrix::with_strides(from, channels, filters.len(), self.filters, 1)
    }
}

/// Writes the targets into `out`, by the algorithm that suits; `tap` gives the matrix of a tap, channels seen × channels
/// computed.
fn compute<'k>(
    isa: Isa,
    product: &Product<'_>,
    tap: impl Fn([usize; 3]) -> Matrix<'k> + Sync,
    out: &mut [f32],
) {
    let Product { lines, sizes, width, channels, .. } = product;
    assert_eq!(out.len(), lines.batch * sizes.iter().product::<usize>() * width);
    if lines.rows() == 0 || channels.is_empty() {
        return;
    }
    match patches(product) {
        Some(patches) => winograd::compute(product, &patches, isa, tap, out),
        None => {
            let few = FewColumns { product, isa };
            if few.is_worth() {
                few.compute(tap, out)
            } else {
                ImplicitGemm { product, isa }.compute(tap, out)
            }
        }
    }
}

/// The targets in patches, if they are computed by Winograd's algorithm.
fn patches<'a>(product: &'a Product<'_>) -> Option<Patches<'a>> {
    let is_whole = product.channels.len() == product.width;
    Patches::of(&product.lines, product.width).filter(|_| is_whole)
}

/// An epilogue for some of the columns.
fn part<'a>(epilogue: Epilogue<'a>, columns: &Range<usize>) -> Epilogue<'a> {
    Epilogue { bias: epilogue.bias.map(|bias| &bias[columns.clone()]), ..epilogue }
}
