use super::convolution::Sliding;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::depthwise::Depthwise;
use crate::kernels::matmul::Epilogue;
use crate::kernels::pointwise::Pointwise;
use crate::kernels::rows::add_column_sums;
use crate::kernels::windows::Padding;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Depthwise convolution, each channel of `x` convolved with filters of its own along `N` axes, up to three:
/// `(batch, sizes…, channels)` and `(windows…, channels, multiplier)` give `(batch, sizes…, channels * multiplier)`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K, layers::Padding};
/// let tape = Tape::new();
/// let x = tape.array(&keras::ndarray::array![[[1.0, 1.0], [2.0, 4.0]]]);
/// let kernel = tape.array(&keras::ndarray::array![[[-1.0], [1.0]], [[1.0], [1.0]]]);
/// let y = K::depthwise_conv(&x, &kernel, [1], Padding::Valid, [1]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[1.0, 5.0]]].into_dyn());
/// ```
pub fn depthwise_conv<const N: usize>(
    x: &Tensor,
    kernel: &Tensor,
    strides: [usize; N],
    padding: Padding,
    dilation_rate: [usize; N],
) -> Tensor {
    depthwise(x, kernel, None, Sliding::new(strides, padding, dilation_rate), Pointwise::Linear)
}

/// Fused depthwise convolution layer: `function(x convolved with kernel + bias)` in one pass over memory.
pub(crate) fn depthwise(
    x: &Tensor,
    kernel: &Tensor,
    bias: Option<&Tensor>,
    sliding: Sliding,
    function: Pointwise,
) -> Tensor {
    let operation = ByChannel { sliding, function };
    match bias {
        Some(bias) => x.tape().apply(operation, &[x, kernel, bias]),
        None => x.tape().apply(operation, &[x, kernel]),
    }
}

struct ByChannel {
    sliding: Sliding,
    function: Pointwise,
}

impl ByChannel {
    fn sizes(&self, x: &Inputs<'_>) -> Result<Depthwise> {
        let (place, image, kernel) = ("K::depthwise_conv", x.dims(0), x.dims(1));
        self.sliding.refuse_causal(place)?;
        let channels = image.last_size();
        if kernel.rank() != image.rank() || kernel.iter().nth_back(1) != Some(&channels) {
            let expected = format!("a kernel (windows…, {channels}, multiplier) for {image}");
            return Err(Error::expected(place, expected, kernel));
        }
        let axes = self.sliding.along(place, &image, &kernel)?;
        Ok(Depthwise { axes, channels, multiplier: kernel.last_size() })
    }

    fn known_sizes(&self, x: &Inputs<'_>) -> Depthwise {
        self.sizes(x).expect("the shapes fitted when the values were computed")
    }
}

impl Operation for ByChannel {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let Depthwise { axes, channels, multiplier } = self.sizes(x)?;
        let filters = channels * multiplier;
        if x.len() == 3 && *x.dims(2) != [filters] {
            return Err(Error::expected(
                "the bias of a depthwise convolution",
                format!("({filters},)"),
                x.dims(2),
            ));
        }
        self.sliding.resized(&x.dims(0), axes.map(|axis| axis.output), filters)
    }

    fn function(&mut self) -> Option<&mut Pointwise> {
        Some(&mut self.function)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let bias = (x.len() == 3).then(|| &x[2]);
        self.known_sizes(x).forward(&x[0], &x[1], Epilogue { bias, function: self.function }, y);
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
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn a_depthwise_convolution_has_its_gradients_whatever_the_axes_and_windows() {
        use Padding::{Same, Valid};
        check_gradient(&[&[2, 6, 3], &[3, 3, 1]], |x| depthwise_conv(&x[0], &x[1], [2], Same, [1]));
        check_gradient(&[&[1, 4, 5, 3], &[2, 3, 3, 2]], |x| {
            depthwise_conv(&x[0], &x[1], [1, 1], Valid, [1, 2])
        });
        check_gradient(&[&[1, 4, 5, 2], &[3, 2, 2, 1]], |x| {
            depthwise_conv(&x[0], &x[1], [2, 1], Same, [1, 1])
        });
    }

    #[test]
    fn bias_and_function_have_their_part_in_the_gradient() {
        let sliding = Sliding::new([1], Padding::Same, [1]);
        for function in [Pointwise::Linear, Pointwise::Relu, Pointwise::Sigmoid, Pointwise::Tanh] {
            check_gradient(&[&[2, 4, 3], &[2, 3, 2], &[6]], |x| {
                depthwise(&x[0], &x[1], Some(&x[2]), sliding, function)
            });
        }
    }

    #[test]
    fn a_kernel_for_other_channels_is_an_error() {
        let tape = Tape::new();
        let [x, kernel] =
            [[1, 8, 3], [3, 2, 1]].map(|shape: [usize; 3]| tape.constant(&shape, |x| x.fill(0.0)));
        depthwise_conv(&x, &kernel, [1], Padding::Valid, [1]);
        let error = tape.check().unwrap_err().to_string();
        assert!(
            error.contains("a kernel (windows…, 3, multiplier) for (1, 8, 3), found (3, 2, 1)"),
            "{error}"
        );
    }
}
