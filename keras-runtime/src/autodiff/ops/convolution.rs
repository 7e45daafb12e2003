use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::convolution::Convolution;
use crate::kernels::matmul::Epilogue;
use crate::kernels::pointwise::Pointwise;
use crate::kernels::rows::add_column_sums;
use crate::kernels::windows::{Axis, Padding, Window};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Convolution of `x` with `kernel` along `N` axes, up to three: `(batch, sizes…, channels)` and
/// `(windows…, channels / groups, filters)` give `(batch, sizes…, filters)`. The number of groups follows from the
/// kernel.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K, layers::Padding};
/// let tape = Tape::new();
/// let x = tape.array(&keras::ndarray::array![[[1.0], [2.0], [4.0]]]);
/// let difference = tape.array(&keras::ndarray::array![[[-1.0]], [[1.0]]]);
/// let y = K::conv(&x, &difference, [1], Padding::Valid, [1]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[1.0], [2.0]]].into_dyn());
/// ```
pub fn conv<const N: usize>(
    x: &Tensor,
    kernel: &Tensor,
    strides: [usize; N],
    padding: Padding,
    dilation_rate: [usize; N],
) -> Tensor {
    convolve(x, kernel, None, Sliding::new(strides, padding, dilation_rate), Pointwise::Linear)
}

/// No tensor is longer; so the places that a window sees can be computed with.
const LONGEST: usize = isize::MAX as usize / size_of::<f32>();

/// Strides, padding and dilation of a convolution.
#[derive(Clone, Copy)]
pub(crate) struct Sliding {
    /// How many axes there are, the last of `strides` and `dilation_rate`.
    axes: usize,
    strides: [usize; 3],
    dilation_rate: [usize; 3],
    padding: Padding,
}

impl Sliding {
    /// Along `N` axes, up to three:
    ///
    /// ```compile_fail,E0080
    /// # use keras::{autodiff::Tape, backend as K, layers::Padding};
    /// let x = Tape::new().array(&[1.0]);
    /// K::conv(&x, &x, [1; 4], Padding::Valid, [1; 4]);
    /// ```
    pub fn new<const N: usize>(strides: [usize; N], padding: Padding, dilation_rate: [usize; N]) -> Self {
        const { assert!(N >= 1 && N <= 3, "an image has 1, 2 or 3 axes between batch and channels") };
        let mut sliding = Self { axes: N, strides: [1; 3], dilation_rate: [1; 3], padding };
        sliding.strides[3 - N..].copy_from_slice(&strides);
        sliding.dilation_rate[3 - N..].copy_from_slice(&dilation_rate);
        sliding
    }

    /// An error if padding is causal: where only ends of one axis are a before and an after, or a window has no place.
    pub(super) fn refuse_causal(&self, place: &str) -> Result<()> {
        match self.padding {
            Padding::Causal => Err(Error::expected(place, "`padding` of `Valid` or `Same`", "`Causal`")
                .help("only `K::conv` along one axis can be causal")),
            _ => Ok(()),
        }
    }

    /// The axes between batch and channels, those that are not there first.
    pub(super) fn axes(&self, place: &str, image: &Dims, kernel: &Dims) -> Result<[(usize, Window); 3]> {
        let axes = self.axes;
        if image.rank() != axes + 2 || kernel.rank() != axes + 2 {
            let expected = format!("an image and a kernel of rank {}", axes + 2);
            return Err(Error::expected(place, expected, format!("{image} and {kernel}")));
        }
        let mut found = [(1, Window::ONE); 3];
        for (i, found) in found.iter_mut().enumerate().skip(3 - axes) {
            let at = i + axes - 3;
            let (stride, dilation, padding) = (self.strides[i], self.dilation_rate[i], self.padding);
            let window = Window { size: kernel[at], stride, dilation, padding };
            if window.size == 0 || stride == 0 || dilation == 0 {
                return Err(Error::new(place, "windows, strides and dilation rates are 1 or more"));
            }
            if window.extent() > LONGEST {
                return Err(Error::new(place, "windows are at most as long as what memory can address"));
            }
            *found = (image[at + 1], window);
        }
        Ok(found)
    }

    /// The windows along these axes; an error if one is too short.
    pub(super) fn along(&self, place: &str, image: &Dims, kernel: &Dims) -> Result<[Axis; 3]> {
        let mut axes = [Axis::ONE; 3];
        for (i, (axis, (input, window))) in axes.iter_mut().zip(self.axes(place, image, kernel)?).enumerate()
        {
            *axis = window.along(input).ok_or_else(|| {
                let extent = window.extent();
                let expected = format!("at least {extent} elements along axis {}", i + self.axes - 2);
                Error::expected(place, expected, image).help("use `padding = same`, or larger inputs")
            })?;
        }
        Ok(axes)
    }

    /// The shape of `image` with other sizes between batch and channels, and other channels.
    pub(super) fn resized(&self, image: &Dims, sizes: [usize; 3], channels: usize) -> Result<Dims> {
        let mut dims = [image[0]; 5];
        dims[1..=self.axes].copy_from_slice(&sizes[3 - self.axes..]);
        dims[self.axes + 1] = channels;
        Dims::new(&dims[..self.axes + 2])
    }
}

/// Fused convolution layer: `function(x convolved with kernel + bias)` in one pass over memory.
pub(crate) fn convolve(
    x: &Tensor,
    kernel: &Tensor,
    bias: Option<&Tensor>,
    sliding: Sliding,
    function: Pointwise,
) -> Tensor {
    let operation = Convolve { sliding, function };
    match bias {
        Some(bias) => x.tape().apply(operation, &[x, kernel, bias]),
        None => x.tape().apply(operation, &[x, kernel]),
    }
}

struct Convolve {
    sliding: Sliding,
    function: Pointwise,
}

impl Convolve {
    fn sizes(&self, x: &Inputs<'_>) -> Result<Convolution> {
        let place = "K::conv";
        let (image, kernel) = (x.dims(0), x.dims(1));
        if self.sliding.axes > 1 {
            self.sliding.refuse_causal(place)?;
        }
        let axes = self.sliding.along(place, &image, &kernel)?;
        let (channels, filters) = (image.last_size(), kernel.last_size());
        let seen = kernel[kernel.rank() - 2];
        let groups = channels.checked_div(seen).unwrap_or(1);
        if groups == 0 || seen * groups != channels || !filters.is_multiple_of(groups) {
            let message =
                format!("the channels of {image} cannot be cut into groups for a kernel of {kernel}");
            return Err(Error::new(place, message));
        }
        Ok(Convolution { batch: image[0], axes, channels, filters, groups })
    }

    fn known_sizes(&self, x: &Inputs<'_>) -> Convolution {
        self.sizes(x).expect("the shapes fitted when the values were computed")
    }
}

impl Operation for Convolve {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let Convolution { axes, filters, .. } = self.sizes(x)?;
        if x.len() == 3 && *x.dims(2) != [filters] {
            return Err(Error::expected("the bias of a convolution", format!("({filters},)"), x.dims(2)));
        }
        self.sliding.resized(&x.dims(0), axes.map(|axis| axis.output), filters)
    }

    fn function(&mut self) -> Option<&mut Pointwise> {
        Some(&mut self.function)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let sizes = self.sizes(x)?;
        let epilogue = Epilogue { bias: (x.len() == 3).then(|| &x[2]), function: self.function };
        let prepared =
            x.prepared(1, || sizes.prepared_len(), |kernel, prepared| sizes.prepare(kernel, prepared))?;
        match prepared {
            Some(kernel) => sizes.forward_prepared(&x[0], &kernel, epilogue, y),
            None => sizes.forward(&x[0], &x[1], 0.0, epilogue, y),
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        self.function.gradient(y, dy);
        let sizes = self.known_sizes(x);
        dx.accumulate(0, |g, beta| sizes.by_image(dy, &x[1], beta, g));
        dx.accumulate(1, |g, beta| sizes.by_kernel(&x[0], dy, beta, g));
        if x.len() == 3 {
            dx.add(2, |g| add_column_sums(dy, g));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::relu;
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn a_convolution_has_its_gradients_whatever_the_axes_and_windows() {
        use Padding::{Causal, Same, Valid};
        check_gradient(&[&[2, 7, 3], &[3, 3, 2]], |x| conv(&x[0], &x[1], [2], Same, [1]));
        check_gradient(&[&[1, 7, 2], &[2, 2, 3]], |x| conv(&x[0], &x[1], [1], Causal, [2]));
        check_gradient(&[&[2, 5, 4, 2], &[3, 2, 2, 3]], |x| conv(&x[0], &x[1], [1, 1], Valid, [1, 1]));
        check_gradient(&[&[1, 5, 4, 4], &[3, 3, 2, 4]], |x| conv(&x[0], &x[1], [2, 1], Same, [1, 1]));
        check_gradient(&[&[1, 3, 4, 3, 1], &[2, 2, 2, 1, 2]], |x| conv(&x[0], &x[1], [1; 3], Valid, [1; 3]));
        check_gradient(&[&[2, 3, 3, 2], &[1, 1, 2, 3]], |x| conv(&x[0], &x[1], [1, 1], Valid, [1, 1]));
    }

    #[test]
    fn bias_and_function_have_their_part_in_the_gradient() {
        let sliding = Sliding::new([1, 1], Padding::Same, [1, 1]);
        for function in [Pointwise::Linear, Pointwise::Sigmoid, Pointwise::Tanh] {
            check_gradient(&[&[2, 4, 3, 2], &[3, 3, 2, 2], &[2]], |x| {
                convolve(&x[0], &x[1], Some(&x[2]), sliding, function)
            });
        }
        // The bias keeps sums off the corner of ReLU, on either side.
        for bias in [-9.0, 9.0] {
            check_gradient(&[&[2, 4, 3, 2], &[3, 3, 2, 2], &[2]], |x| {
                relu(&convolve(&x[0], &x[1], Some(&(&x[2] + bias)), sliding, Pointwise::Linear))
            });
        }
    }

    #[test]
    fn only_along_one_axis_is_a_convolution_causal() {
        use super::super::{average_pool, conv_transpose, depthwise_conv, max_pool};
        let tape = Tape::new();
        let x = tape.constant(&[1, 4, 4, 1], |x| x.fill(0.0));
        let line = tape.constant(&[1, 4, 1], |x| x.fill(0.0));
        conv(&line, &tape.constant(&[2, 1, 1], |x| x.fill(0.0)), [1], Padding::Causal, [1]);
        tape.check().unwrap();
        type Call<'a> = &'a dyn Fn(&Tensor, &Tensor) -> Tensor;
        let operations: [(&str, Call<'_>); 5] = [
            ("K::conv", &|x, _| conv(x, x, [1; 2], Padding::Causal, [1; 2])),
            ("K::conv_transpose", &|_, x| conv_transpose(x, x, [1], Padding::Causal, [1])),
            ("K::depthwise_conv", &|_, x| depthwise_conv(x, x, [1], Padding::Causal, [1])),
            ("K::average_pool", &|_, x| average_pool(x, [1], [1], Padding::Causal)),
            ("K::max_pool", &|x, _| max_pool(x, [1; 2], [1; 2], Padding::Causal)),
        ];
        for (place, operation) in operations {
            let tape = Tape::new();
            let [x, line] = [&x, &line].map(|x| tape.array(&x.to_array()));
            operation(&x, &line);
            let expected = format!(
                "{place}: expected `padding` of `Valid` or `Same`, found `Causal`\n\
                 help: only `K::conv` along one axis can be causal"
            );
            assert_eq!(tape.check().unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn what_does_not_fit_says_why() {
        let error = |image: &[usize], kernel: &[usize]| {
            let tape = Tape::new();
            let [x, kernel] = [image, kernel].map(|shape| tape.constant(shape, |x| x.fill(0.0)));
            conv(&x, &kernel, [1, 1], Padding::Valid, [1, 1]);
            tape.check().unwrap_err().to_string()
        };
        let short = "K::conv: expected at least 3 elements along axis 2, found (1, 8, 2, 3)\n\
                     help: use `padding = same`, or larger inputs";
        assert_eq!(error(&[1, 8, 2, 3], &[3, 3, 3, 4]), short);
        assert!(error(&[1, 8, 8, 3], &[3, 3, 2, 4]).contains("cannot be cut into groups"));
        assert!(error(&[1, 8, 3], &[3, 3, 3, 4]).contains("of rank 4"));
    }
}
