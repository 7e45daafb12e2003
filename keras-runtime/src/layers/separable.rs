//! Separable convolutions: depthwise, then pointwise.

use super::convolution::kernel_shape;
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{Sliding, depthwise, linear};
use crate::backend as K;
use crate::kernels::pointwise::Pointwise;
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
    ($($(#[$doc:meta])* $layer:ident $axes:literal $page:literal [$input:literal $output:literal $depthwise:literal $pointwise:literal])*) => {$(
        $(#[$doc])*
        ///
        /// | | shape |
        /// | --- | --- |
        #[doc = concat!("| input | `", $input, "`; the channels are known |")]
        #[doc = concat!("| output | `", $output, "` |")]
        #[doc = concat!("| `depthwise_kernel` | `", $depthwise, "` |")]
        #[doc = concat!("| `pointwise_kernel` | `", $pointwise, "` |")]
        /// | `bias` | `(filters)` |
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
            /// Stride along each axis: how far the window moves at a time.
            #[doc(alias = "subsample")]
            #[default([1; $axes])]
            strides: [usize; $axes],
            /// Padding beyond the borders: `valid` or `same`.
            #[doc(alias("border_mode", "pad"))]
            #[default(valid)]
            padding: Padding,
            /// Order of the axes: `channels_last` only.
            #[default(channels_last)]
            data_format: DataFormat,
            /// Dilation along each axis: how far apart the elements are that a window sees.
            #[default([1; $axes])]
            dilation_rate: [usize; $axes],
            /// The number of filters of each channel in the first step.
            #[default(1)]
            depth_multiplier: usize,
            /// Activation function of the output.
            #[doc(alias = "nonlinearity")]
            #[default(linear)]
            activation: Function,
            /// Whether a bias is added.
            #[default(true)]
            use_bias: bool,
            /// The kernel of the first step.
            #[default(glorot_uniform)]
            depthwise: WeightArguments,
            /// The kernel of the second step.
            #[default(glorot_uniform)]
            pointwise: WeightArguments,
            /// The bias.
            #[default(zeros)]
            bias: WeightArguments,
            /// Regularizer applied to the output, averaged over the batch.
            activity_regularizer: Option<Regularizer>,
        }

        impl $layer {
            /// The axes shrink as windows move over them, and the channels become `filters`.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
                let filters = shape_try!(at_least_one("filters", self.filters));
                let multiplier = shape_try!(at_least_one("depth_multiplier", self.depth_multiplier));
                let windows = windows(self.kernel_size, self.strides, self.dilation_rate, self.padding);
                shape_try!(sensible(WindowKind::Kernel, &windows));
                shape_try!(self.data_format.check());
                shape_try!(not_causal(self.padding));
                let x = shape_try!(inputs.one_float());
                shape_try!(image::<$axes>(&x));
                let channels = shape_try!(known_last(&x.shape()));
                let between = channels.saturating_mul(multiplier);
                let output = shape_try!(slid(WindowKind::Kernel, &x.shape(), &windows, Dim::Known(filters)));
                let depthwise = kernel_shape(&self.kernel_size, channels, multiplier);
                let pointwise = kernel_shape(&[1; $axes], between, filters);
                let weights = known_elements(&depthwise).saturating_add(known_elements(&pointwise));
                let products = weights.saturating_mul(known_elements(&output));
                let output = shape_try!(self.activation.rule(x.with_shape(output).with_head(Head::Logits)));
                let depthwise = self.depthwise.weight("depthwise_kernel", depthwise);
                let pointwise = self.pointwise.weight("pointwise_kernel", pointwise);
                let spec = LayerSpec::new(output).weight(depthwise).weight(pointwise);
                let spec = spec.flops(products / filters as u64 * 2);
                if !self.use_bias {
                    return ShapeResult::Ok(spec);
                }
                let bias = self.bias.weight("bias", Shape::known(&[filters]));
                ShapeResult::Ok(spec.weight(bias))
            }
        }

        impl Layer for $layer {
            fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
                let (kernel, pointwise) = (context.weight("depthwise_kernel"), context.weight("pointwise_kernel"));
                let sliding = Sliding::new(self.strides, self.padding, self.dilation_rate);
                let between = depthwise(&inputs[0], &kernel, None, sliding, Pointwise::Linear);
                // A window of one element sees the channels alone: a product of matrices.
                let pointwise = K::reshape(&pointwise, &[-1, self.filters as isize]);
                let bias = context.find_weight("bias");
                activated(self.activation, self.activity_regularizer, context, |function| {
                    linear(&between, &pointwise, bias.as_ref(), function)
                })
            }
        }
    )*};
}

convolutions! {
    /// Depthwise separable convolution along sequences: moves windows over each channel on its own, and then mixes the
    /// channels of each step; with far fewer weights almost a [`Conv1D`](super::Conv1D).
    ///
    /// ```
    /// use keras::{ndarray::Array3, prelude::*};
    ///
    /// let model = sequential![SeparableConv1D(16, 3, input = (10, 4))];
    /// let x = Array3::<f32>::zeros((1, 10, 4));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 8, 16));
    /// # Ok::<(), keras::Error>(())
    /// ```
    SeparableConv1D 1 "separable_convolution1d" [
        "(steps, channels)"
        "(steps, filters)"
        "(kernel_size, channels, depth_multiplier)"
        "(1, channels * depth_multiplier, filters)"
    ]
    /// Depthwise separable convolution over images: moves windows over each channel on its own, and then mixes the
    /// channels of each pixel; with far fewer weights almost a [`Conv2D`](super::Conv2D).
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![SeparableConv2D(16, 3, padding = same, input = (8, 8, 4))];
    /// let x = Array4::<f32>::zeros((1, 8, 8, 4));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 8, 8, 16));
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// Source: Chollet, "Xception: deep learning with depthwise separable convolutions" (2017).
    #[doc(alias = "SeparableConvolution2D")]
    SeparableConv2D 2 "separable_convolution2d" [
        "(height, width, channels)"
        "(height, width, filters)"
        "(kernel height, kernel width, channels, depth_multiplier)"
        "(1, 1, channels * depth_multiplier, filters)"
    ]
}
