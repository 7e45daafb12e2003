//! Convolutions.

use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{Sliding, convolve};
use crate::kernels::windows::Padding;
use crate::layer::activated::activated;
use crate::layer::arguments::DataFormat;
use crate::layer::rules::windows::{WindowKind, image, sensible, slid, windows};
use crate::layer::rules::{at_least_one, known_elements, known_last};
use crate::layer::{Config, Context, Layer, LayerSpec, WeightArguments};
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Fault, Head, Inputs, Shape, ShapeResult};
use crate::shape_try;

macro_rules! convolutions {
    ($($(#[$doc:meta])* $layer:ident $axes:literal $page:literal
        [$input:literal $output:literal $kernel:literal])*) => {$(
        $(#[$doc])*
        ///
        /// | | shape |
        /// | --- | --- |
        #[doc = concat!("| input | `", $input, "`; the channels are known |")]
        #[doc = concat!("| output | `", $output, "` |")]
        #[doc = concat!("| `kernel` | `", $kernel, "` |")]
        /// | `bias` | `(filters)` |
        ///
        /// An axis of `n` elements gives `⌈(n - dilation_rate * (kernel_size - 1)) / strides⌉` with `padding = valid`, and
        /// `⌈n / strides⌉` with `same`.
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
            /// Padding beyond the borders: `valid` or `same`; for sequences also `causal`.
            #[doc(alias("border_mode", "pad"))]
            #[default(valid)]
            padding: Padding,
            /// Order of the axes: `channels_last` only.
            #[default(channels_last)]
            data_format: DataFormat,
            /// Dilation along each axis: how far apart the elements are that a window sees.
            #[default([1; $axes])]
            dilation_rate: [usize; $axes],
            /// Number of groups into which channels and filters are cut: a group of filters sees only its own channels.
            #[default(1)]
            groups: usize,
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
            /// The axes shrink as windows move over them, and the channels become `filters`.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
                let filters = shape_try!(at_least_one("filters", self.filters));
                let groups = shape_try!(at_least_one("groups", self.groups));
                let windows = windows(self.kernel_size, self.strides, self.dilation_rate, self.padding);
                shape_try!(sensible(WindowKind::Kernel, &windows));
                shape_try!(self.data_format.check());
                shape_try!(no_causal::<$axes>(self.padding));
                let x = shape_try!(inputs.one_float());
                shape_try!(image::<$axes>(&x));
                let channels = shape_try!(grouped(groups, shape_try!(known_last(&x.shape())), filters));
                let output = shape_try!(slid(WindowKind::Kernel, &x.shape(), &windows, Dim::Known(filters)));
                let output = shape_try!(self.activation.rule(x.with_shape(output).with_head(Head::Logits)));
                let shape = kernel_shape(&self.kernel_size, channels, filters);
                let products = known_elements(&shape).saturating_mul(known_elements(&output.shape()));
                let kernel = self.kernel.weight("kernel", shape);
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
                    convolve(&inputs[0], &kernel, bias.as_ref(), sliding, function)
                })
            }
        }
    )*};
}

convolutions! {
    /// Convolution along sequences (temporal, 1D): each step of the output is a sum over the steps and channels that a
    /// window sees.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![Conv1D(1, 2, kernel_initializer = ones, input = (4, 1))];
    /// assert_eq!(model.predict(&array![[[1.0], [2.0], [3.0], [4.0]]])?, array![[[3.0], [5.0], [7.0]]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("Convolution1D", "Conv1d"))]
    Conv1D 1 "convolution1d" [
        "(steps, channels)"
        "(steps, filters)"
        "(kernel_size, channels / groups, filters)"
    ]
    /// Convolution over images (spatial, 2D): each pixel of the output is a sum over the pixels and channels that a
    /// window sees.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![Conv2D(16, 3, input = (28, 28, 1))];
    /// let x = Array4::<f32>::zeros((1, 28, 28, 1));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 26, 26, 16));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("Convolution2D", "Conv2d"))]
    Conv2D 2 "convolution2d" [
        "(height, width, channels)"
        "(height, width, filters)"
        "(kernel height, kernel width, channels / groups, filters)"
    ]
    /// Convolution through volumes (3D): each voxel of the output is a sum over the voxels and channels that a window
    /// sees.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![Conv3D(4, 3, padding = same, input = (6, 8, 8, 1))];
    /// let x = Array5::<f32>::zeros((1, 6, 8, 8, 1));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 6, 8, 8, 4));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("Convolution3D", "Conv3d"))]
    Conv3D 3 "convolution3d" [
        "(depth, height, width, channels)"
        "(depth, height, width, filters)"
        "(kernel depth, kernel height, kernel width, channels / groups, filters)"
    ]
}

/// The channels that a filter sees.
const fn grouped(groups: usize, channels: usize, filters: usize) -> ShapeResult<usize> {
    let (count, what) = match (channels % groups, filters % groups) {
        (0, 0) => return ShapeResult::Ok(channels / groups),
        (0, _) => (filters, " `filters` into "),
        _ => (channels, " channels into "),
    };
    let fault = Fault::new("cannot cut ").number(count).text(what).number(groups).text(" equal `groups`");
    ShapeResult::Err(fault.help("use as many groups as divide both channels and filters"))
}

const fn no_causal<const N: usize>(padding: Padding) -> ShapeResult<()> {
    match padding {
        Padding::Causal if N > 1 => ShapeResult::Err(
            Fault::new("cannot have `padding = causal`: only along one axis is there a before")
                .help("use `same` or `valid`")
                .of_argument(),
        ),
        _ => ShapeResult::Ok(()),
    }
}

pub(super) const fn kernel_shape<const N: usize>(
    size: &[usize; N],
    channels: usize,
    filters: usize,
) -> Shape {
    let (mut shape, mut i) = (Shape::SCALAR, 0);
    while i < N {
        shape = shape.push(Dim::Known(size[i]));
        i += 1;
    }
    shape.push(Dim::Known(channels)).push(Dim::Known(filters))
}
