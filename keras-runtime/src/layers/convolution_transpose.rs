//! Transposed convolutions.

use super::convolution::kernel_shape;
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{Sliding, convolve_transposed};
use crate::kernels::windows::Padding;
use crate::layer::activated::activated;
use crate::layer::arguments::DataFormat;
use crate::layer::rules::windows::{WindowKind, sensible, spread, windows};
use crate::layer::rules::{at_least_one, known_elements, known_last};
use crate::layer::{Config, Context, Layer, LayerSpec, WeightArguments};
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Fault, Head, Inputs, Shape, ShapeResult};
use crate::shape_try;

macro_rules! transposed {
    ($($(#[$doc:meta])* $layer:ident $axes:literal $page:literal [$input:literal $output:literal $kernel:literal]
        { $($between:tt)* })*) => {$(
        $(#[$doc])*
        ///
        /// | | shape |
        /// | --- | --- |
        #[doc = concat!("| input | `", $input, "`; the channels are known |")]
        #[doc = concat!("| output | `", $output, "` |")]
        #[doc = concat!("| `kernel` | `", $kernel, "` |")]
        /// | `bias` | `(filters)` |
        ///
        /// An axis of `n` elements gives `(n - 1) * strides` and the length of a window, but at least `n * strides`, with
        /// `padding = valid`, and `n * strides` with `same`. With `output_padding` it gives `(n - 1) * strides`, a window (of
        /// which `same` leaves one element or none, as the window is odd or even) and so many elements more.
        ///
        /// It leads from the output of a convolution of the same arguments back to the shape of its input, as in the
        /// decoder of an autoencoder.
        ///
        #[doc = concat!("As [`keras.layers.", stringify!($layer), "`](https://keras.io/api/layers/convolution_layers/", $page, "/).")]
        #[derive(Config, Clone, Copy, Debug)]
        pub struct $layer {
            /// Number of filters: the channels of the output.
            #[doc(alias("out_channels", "num_filters", "nb_filter", "channels", "features", "output_dim"))]
            filters: usize,
            /// Size of the window along each axis.
            #[doc(alias("filter_size", "window", "ksize"))]
            kernel_size: [usize; $axes],
            /// Stride along each axis: how far the window of one element is from that of the next.
            #[doc(alias = "subsample")]
            #[default([1; $axes])]
            strides: [usize; $axes],
            /// Whether the output has all that windows reach (`valid`), or `strides` elements for each of the input (`same`).
            #[doc(alias("border_mode", "pad"))]
            #[default(valid)]
            padding: Padding,
            $($between)*
            /// Dilation along each axis: how far apart the elements of a window are.
            #[default([1; $axes])]
            dilation_rate: [usize; $axes],
            /// Activation function of the output.
            #[doc(alias = "nonlinearity")]
            #[default(linear)]
            activation: Function,
            /// Whether a bias is added.
            #[default(true)]
            use_bias: bool,
            /// The kernel.
            #[default(glorot_uniform)]
            kernel: WeightArguments,
            /// The bias.
            #[default(zeros)]
            bias: WeightArguments,
            /// Regularizer applied to the output, averaged over the batch.
            activity_regularizer: Option<Regularizer>,
        }

        impl $layer {
            /// The axes grow by `strides`, and the channels become `filters`.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
                let filters = shape_try!(at_least_one("filters", self.filters));
                let windows = windows(self.kernel_size, self.strides, self.dilation_rate, self.padding);
                shape_try!(sensible(WindowKind::Kernel, &windows));
                shape_try!(self.data_format.check());
                shape_try!(no_causal(self.padding));
                let x = shape_try!(inputs.one_float());
                let output = shape_try!(spread(&x.shape(), &windows, self.output_padding, Dim::Known(filters)));
                let output = shape_try!(self.activation.rule(x.with_shape(output).with_head(Head::Logits)));
                let channels = shape_try!(known_last(&x.shape()));
                let shape = kernel_shape(&self.kernel_size, filters, channels);
                let products = known_elements(&shape).saturating_mul(known_elements(&x.shape().without($axes)));
                let kernel = self.kernel.weight("kernel", shape);
                let spec = LayerSpec::new(output).weight(kernel).flops(products.saturating_mul(2));
                if !self.use_bias {
                    return ShapeResult::Ok(spec);
                }
                let bias = self.bias.weight("bias", Shape::known(&[filters]));
                ShapeResult::Ok(spec.weight(bias))
            }
        }

        impl Layer for $layer {
            fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
                let (kernel, bias) = (context.weight("kernel"), context.find_weight("bias"));
                let sliding = Sliding::new(self.strides, self.padding, self.dilation_rate);
                activated(self.activation, self.activity_regularizer, context, |function| {
                    convolve_transposed(&inputs[0], &kernel, bias.as_ref(), sliding, self.output_padding, function)
                })
            }
        }
    )*};
}

transposed! {
    /// Transposed convolution along sequences, also called deconvolution: each step adds a kernel of weights, times
    /// itself, to a window of the output.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![Conv1DTranspose(1, 2, strides = 2, kernel_initializer = ones, input = (2, 1))];
    /// assert_eq!(model.predict(&array![[[1.0], [2.0]]])?, array![[[1.0], [1.0], [2.0], [2.0]]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("ConvTranspose1d", "Convolution1DTranspose", "Deconv1D", "Deconvolution1D"))]
    Conv1DTranspose 1 "convolution1d_transpose" [
        "(steps, channels)"
        "(steps, filters)"
        "(kernel_size, filters, channels)"
    ] {
        /// How much longer than the shortest the output is, below `strides`.
        output_padding: Option<[usize; 1]>,
        /// Order of the axes: `channels_last` only.
        #[default(channels_last)]
        data_format: DataFormat,
    }
    /// Transposed convolution over images, also called deconvolution: each pixel adds a kernel of weights, times
    /// itself, to a window of the output.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![Conv2DTranspose(8, 3, strides = 2, padding = same, input = (7, 7, 4))];
    /// let x = Array4::<f32>::zeros((1, 7, 7, 4));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 14, 14, 8));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("ConvTranspose2d", "Convolution2DTranspose", "Deconv2D", "Deconvolution2D"))]
    Conv2DTranspose 2 "convolution2d_transpose" [
        "(height, width, channels)"
        "(height, width, filters)"
        "(kernel height, kernel width, filters, channels)"
    ] {
        /// How much longer than the shortest the output is along each axis, below `strides`.
        output_padding: Option<[usize; 2]>,
        /// Order of the axes: `channels_last` only.
        #[default(channels_last)]
        data_format: DataFormat,
    }
    /// Transposed convolution through volumes, also called deconvolution: each voxel adds a kernel of weights, times
    /// itself, to a window of the output.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![Conv3DTranspose(2, 2, strides = 2, input = (3, 4, 4, 1))];
    /// let x = Array5::<f32>::zeros((1, 3, 4, 4, 1));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 6, 8, 8, 2));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("ConvTranspose3d", "Convolution3DTranspose", "Deconv3D", "Deconvolution3D"))]
    Conv3DTranspose 3 "convolution3d_transpose" [
        "(depth, height, width, channels)"
        "(depth, height, width, filters)"
        "(kernel depth, kernel height, kernel width, filters, channels)"
    ] {
        /// Order of the axes: `channels_last` only.
        #[default(channels_last)]
        data_format: DataFormat,
        /// How much longer than the shortest the output is along each axis, below `strides`.
        output_padding: Option<[usize; 3]>,
    }
}

const fn no_causal(padding: Padding) -> ShapeResult<()> {
    match padding {
        Padding::Causal => ShapeResult::Err(
            Fault::new("cannot have `padding = causal`").help("use `same` or `valid`").of_argument(),
        ),
        _ => ShapeResult::Ok(()),
    }
}
