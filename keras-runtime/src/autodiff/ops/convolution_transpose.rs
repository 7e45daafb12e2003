use super::convolution::Sliding;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::convolution::Convolution;
use crate::kernels::matmul::Epilogue;
use crate::kernels::pointwise::Pointwise;
use crate::kernels::rows::add_column_sums;
use crate::kernels::windows::Padding;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Transposed convolution (deconvolution) of `x` along `N` axes, up to three, in which each element of `x` adds the
/// kernel, times itself, to a window of the result: `(batch, sizes…, channels)` and `(windows…, filters, channels)`
/// give `(batch, sizes…, filters)`. What follows from `padding` is as long as in Keras without `output_padding`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K, layers::Padding};
/// let tape = Tape::new();
/// let x = tape.array(&keras::ndarray::array![[[1.0], [10.0]]]);
/// let kernel = tape.array(&keras::ndarray::array![[[1.0]], [[2.0]], [[3.0]]]);
/// let y = K::conv_transpose(&x, &kernel, [2], Padding::Valid, [1]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[1.0], [2.0], [13.0], [20.0], [30.0]]].into_dyn());
/// ```
pub fn conv_transpose<const N: usize>(
    x: &Tensor,
    kernel: &Tensor,
    strides: [usize; N],
    padding: Padding,
    dilation_rate: [usize; N],
) -> Tensor {
    let sliding = Sliding::new(strides, padding, dilation_rate);
    convolve_transposed(x, kernel, None, sliding, None::<[usize; N]>, Pointwise::Linear)
}

/// Fused transposed convolution layer: `function(x convolved with kernel, transposed, + bias)` in one pass over memory.
pub(crate) fn convolve_transposed<const N: usize>(
    x: &Tensor,
    kernel: &Tensor,
    bias: Option<&Tensor>,
    sliding: Sliding,
    output_padding: Option<[usize; N]>,
    function: Pointwise,
) -> Tensor {
    let mut longer = [None; 3];
    longer[3 - N..].copy_from_slice(&output_padding.map_or([None; N], |longer| longer.map(Some)));
    let operation = Transposed { sliding, longer, function };
    match bias {
        Some(bias) => x.tape().apply(operation, &[x, kernel, bias]),
        None => x.tape().apply(operation, &[x, kernel]),
    }
}

struct Transposed {
    sliding: Sliding,
    longer: [Option<usize>; 3],
    function: Pointwise,
}

impl Transposed {
    /// The convolution that leads from the result back to `x`.
    fn sizes(&self, x: &Inputs<'_>) -> Result<Convolution> {
        let place = "K::conv_transpose";
        let (image, kernel) = (x.dims(0), x.dims(1));
        self.sliding.refuse_causal(place)?;
        let windows = self.sliding.axes(place, &image, &kernel)?;
        let (channels, filters) = (kernel[kernel.rank() - 2], kernel.last_size());
        if image.last_size() != filters {
            let found = format!("a kernel of {kernel} for {image}");
            return Err(Error::expected(place, "a kernel of (windows…, filters, channels)", found));
        }
        let axes = [0, 1, 2].map(|axis| {
            let (elements, window) = windows[axis];
            window.from(elements, self.longer[axis])
        });
        Ok(Convolution { batch: image[0], axes, channels, filters, groups: 1 })
    }

    fn known_sizes(&self, x: &Inputs<'_>) -> Convolution {
        self.sizes(x).expect("the shapes fitted when the values were computed")
    }
}

impl Operation for Transposed {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let Convolution { axes, channels, .. } = self.sizes(x)?;
        if x.len() == 3 && *x.dims(2) != [channels] {
            return Err(Error::expected("the bias of a convolution", format!("({channels},)"), x.dims(2)));
        }
        self.sliding.resized(&x.dims(0), axes.map(|axis| axis.input), channels)
    }

    fn function(&mut self) -> Option<&mut Pointwise> {
        Some(&mut self.function)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let bias = (x.len() == 3).then(|| &x[2]);
        self.sizes(x)?.transposed(&x[0], &x[1], Epilogue { bias, function: self.function }, y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        self.function.gradient(y, dy);
        let sizes = self.known_sizes(x);
        dx.accumulate(0, |g, beta| sizes.forward(dy, &x[1], beta, Epilogue::default(), g));
        dx.accumulate(1, |g, beta| sizes.by_kernel(dy, &x[0], beta, g));
        if x.len() == 3 {
            dx.add(2, |g| add_column_sums(dy, g));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;
    use Padding::{Same, Valid};

    #[test]
    fn a_transposed_convolution_has_its_gradients_whatever_the_axes_and_windows() {
        check_gradient(&[&[2, 3, 3], &[3, 2, 3]], |x| conv_transpose(&x[0], &x[1], [2], Same, [1]));
        check_gradient(&[&[1, 3, 2], &[2, 3, 2]], |x| conv_transpose(&x[0], &x[1], [1], Valid, [2]));
        check_gradient(&[&[2, 3, 2, 2], &[2, 3, 1, 2]], |x| {
            conv_transpose(&x[0], &x[1], [3, 2], Valid, [1; 2])
        });
        check_gradient(&[&[1, 2, 2, 2, 1], &[2, 2, 2, 2, 1]], |x| {
            conv_transpose(&x[0], &x[1], [2; 3], Same, [1; 3])
        });
    }

    #[test]
    fn bias_and_function_have_their_part_in_the_gradient() {
        for function in [Pointwise::Linear, Pointwise::Tanh] {
            let sliding = Sliding::new([2, 3], Valid, [1, 1]);
            check_gradient(&[&[2, 2, 2, 2], &[3, 2, 3, 2], &[3]], |x| {
                convolve_transposed(&x[0], &x[1], Some(&x[2]), sliding, Some([1, 2]), function)
            });
        }
    }

    #[test]
    fn what_does_not_fit_says_why() {
        let tape = Tape::new();
        let [x, kernel] =
            [&[1, 8, 8, 3][..], &[3, 3, 2, 4]].map(|shape| tape.constant(shape, |x| x.fill(0.0)));
        conv_transpose(&x, &kernel, [1, 1], Valid, [1, 1]);
        let expected = "K::conv_transpose: expected a kernel of (windows…, filters, channels), \
                        found a kernel of (3, 3, 2, 4) for (1, 8, 8, 3)";
        assert_eq!(tape.check().unwrap_err().to_string(), expected);
    }
}
