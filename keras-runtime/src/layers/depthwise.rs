//! Depthwise convolutions.

use super::convolution::kernel_shape;
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{Sliding, depthwise};
use crate::kernels::windows::Padding;
use crate::layer::activated::activated;
use crate::layer::arguments::DataFormat;
use crate::layer::rules::windows::{WindowKind, image, not_causal, sensible, slid, windows};
use crate::layer::rules::{at_least_one, known_elements, known_last};
use crate::layer::{Config, Context, Layer, LayerSpec, WeightArguments};
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Head, Inputs, Shape, ShapeResult};
use crate::shape_try;

macro_rules! convolutions {
    ($($(#[$doc:meta])* $layer:ident $axes:literal $page:literal [$input:literal $output:literal $kernel:literal])*) => {$(
        $(#[$doc])*
        ///
        /// | | shape |
        /// | --- | --- |
        #[doc = concat!("| input | `", $input, "`; the channels are known |")]
        #[doc = concat!("| output | `", $output, "` |")]
        #[doc = concat!("| `kernel` | `", $kernel, "` |")]
        /// | `bias` | `(channels * depth_multiplier)` |
        ///
        #[doc = concat!("As [`keras.layers.", stringify!($layer), "`](https://keras.io/api/layers/convolution_layers/", $page, "/).")]
        #[derive(Config, Clone, Copy, Debug)]
        pub struct $layer {
            /// Size of the window along each axis.
            #[doc(alias("filter_size", "window", "ksize"))]
            kernel_size: [usize; $axes],
            /// Stride along each axis: how far the window moves at a time.
            #[doc(alias = "subsample")]
            #[default([1; $axes])]
            strides: [usize; $axes],
            /// Padding beyond the borders: `valid` or `same`.
            #[doc(alias("border_mode", "pad"))]
            #[default(valid)]
            padding: Padding,
            /// The number of filters of each channel.
            #[default(1)]
            depth_multiplier: usize,
            /// Order of the axes: `channels_last` only.
            #[default(channels_last)]
            data_format: DataFormat,
            /// Dilation along each axis: how far apart the elements are that a window sees.
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
            depthwise: WeightArguments,
            /// The bias.
            #[default(zeros)]
            bias: WeightArguments,
            /// Regularizer applied to the output, averaged over the batch.
            activity_regularizer: Option<Regularizer>,
        }

        impl $layer {
            /// The axes shrink as windows move over them, and each channel becomes `depth_multiplier`.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
                let multiplier = shape_try!(at_least_one("depth_multiplier", self.depth_multiplier));
                let windows = windows(self.kernel_size, self.strides, self.dilation_rate, self.padding);
                shape_try!(sensible(WindowKind::OnlyKernel, &windows));
                shape_try!(self.data_format.check());
                shape_try!(not_causal(self.padding));
                let x = shape_try!(inputs.one_float());
                shape_try!(image::<$axes>(&x));
                let channels = shape_try!(known_last(&x.shape()));
                let filters = channels.saturating_mul(multiplier);
                let output = shape_try!(slid(WindowKind::OnlyKernel, &x.shape(), &windows, Dim::Known(filters)));
                let shape = kernel_shape(&self.kernel_size, channels, multiplier);
                let products = known_elements(&shape).saturating_mul(known_elements(&output));
                let output = shape_try!(self.activation.rule(x.with_shape(output).with_head(Head::Logits)));
                let kernel = self.depthwise.weight("kernel", shape);
                let spec = LayerSpec::new(output).weight(kernel).flops(products / filters as u64 * 2);
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
                    depthwise(&inputs[0], &kernel, bias.as_ref(), sliding, function)
                })
            }
        }
    )*};
}

convolutions! {
    /// Depthwise convolution along sequences, each channel on its own: a step of the output is a sum over the steps
    /// that a window sees.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![DepthwiseConv1D(2, depthwise_initializer = ones, input = (3, 2))];
    /// let x = array![[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]];
    /// assert_eq!(model.predict(&x)?, array![[[3.0, 30.0], [5.0, 50.0]]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    DepthwiseConv1D 1 "depthwise_convolution1d" [
        "(steps, channels)"
        "(steps, channels * depth_multiplier)"
        "(kernel_size, channels, depth_multiplier)"
    ]
    /// Depthwise convolution over images, each channel on its own: a pixel of the output is a sum over the pixels that
    /// a window sees.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![DepthwiseConv2D(3, depth_multiplier = 2, input = (8, 8, 4))];
    /// let x = Array4::<f32>::zeros((1, 8, 8, 4));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 6, 6, 8));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "DepthwiseConvolution2D")]
    DepthwiseConv2D 2 "depthwise_convolution2d" [
        "(height, width, channels)"
        "(height, width, channels * depth_multiplier)"
        "(kernel height, kernel width, channels, depth_multiplier)"
    ]
}
