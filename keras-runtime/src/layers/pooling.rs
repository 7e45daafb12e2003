//! Pooling layers.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::kernels::windows::Padding;
use crate::layer::arguments::DataFormat;
use crate::layer::rules::known_elements;
use crate::layer::rules::windows::{WindowKind, image, not_causal, sensible, slid, windows};
use crate::layer::{Config, Context, Layer, LayerSpec};
use crate::shape::{Inputs, ShapeResult};
use crate::shape_try;

macro_rules! poolings {
    ($($(#[$doc:meta])* $layer:ident $axes:literal $(= $size:literal)? by $pool:ident, $page:literal, $input:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// | | shape |
        /// | --- | --- |
        #[doc = concat!("| input, output | `", $input, "` |")]
        ///
        /// An axis of `n` elements gives `⌈(n - pool_size + 1) / strides⌉` with `padding = valid`, and `⌈n / strides⌉` with
        /// `same`. The channels stay apart.
        ///
        #[doc = concat!("As [`keras.layers.", stringify!($layer), "`](https://keras.io/api/layers/pooling_layers/", $page, "/).")]
        #[derive(Config, Clone, Copy, Debug)]
        pub struct $layer {
            /// Size of the window along each axis.
            $(#[default([$size; $axes])])?
            #[doc(alias("kernel_size", "kernel", "window", "ksize"))]
            pool_size: [usize; $axes],
            /// Stride along each axis: how far the window moves at a time; as much as its size if left out.
            strides: Option<[usize; $axes]>,
            /// Padding beyond the borders: `valid` or `same`. What is added to either side does not count.
            #[doc(alias("border_mode", "pad"))]
            #[default(valid)]
            padding: Padding,
            /// Order of the axes: `channels_last` only.
            #[default(channels_last)]
            data_format: DataFormat,
        }

        impl $layer {
            /// The axes shrink as windows move over them.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
                pooled(inputs, self.pool_size, self.strides(), self.padding, self.data_format)
            }

            const fn strides(&self) -> [usize; $axes] {
                match self.strides {
                    Some(strides) => strides,
                    None => self.pool_size,
                }
            }
        }

        impl Layer for $layer {
            fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
                K::$pool(&inputs[0], self.pool_size, self.strides(), self.padding)
            }
        }
    )*};
}

poolings! {
    /// Max pooling of sequences: moves a window along the steps and keeps the largest value of each channel that it
    /// sees.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![MaxPooling1D(2, input = (4, 1))];
    /// assert_eq!(model.predict(&array![[[1.0], [3.0], [2.0], [0.0]]])?, array![[[3.0], [2.0]]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("MaxPool1D", "MaxPool1d"))]
    MaxPooling1D 1 = 2 by max_pool, "max_pooling1d", "(steps, channels)";
    /// Max pooling of images: moves a window and keeps the largest value of each channel that it sees,
    /// `MaxPooling2D(2)` halves height and width.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![MaxPooling2D(2, input = (28, 28, 3))];
    /// let x = Array4::<f32>::zeros((1, 28, 28, 3));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 14, 14, 3));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("MaxPool2D", "MaxPool2d"))]
    MaxPooling2D 2 = 2 by max_pool, "max_pooling2d", "(height, width, channels)";
    /// Max pooling of volumes: moves a window and keeps the largest value of each channel that it sees.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![MaxPooling3D(2, input = (4, 8, 8, 1))];
    /// let x = Array5::<f32>::zeros((1, 4, 8, 8, 1));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 2, 4, 4, 1));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("MaxPool3D", "MaxPool3d"))]
    MaxPooling3D 3 = 2 by max_pool, "max_pooling3d", "(depth, height, width, channels)";
    /// Average pooling of sequences: moves a window along the steps and keeps the mean of each channel that it sees.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![AveragePooling1D(2, input = (4, 1))];
    /// assert_eq!(model.predict(&array![[[1.0], [3.0], [2.0], [0.0]]])?, array![[[2.0], [1.0]]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("AvgPool1D", "AvgPool1d", "AvgPooling1D"))]
    AveragePooling1D 1 by average_pool, "average_pooling1d", "(steps, channels)";
    /// Average pooling of images: moves a window and keeps the mean of each channel that it sees.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![AveragePooling2D(3, strides = 2, input = (7, 7, 3))];
    /// let x = Array4::<f32>::zeros((1, 7, 7, 3));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 3, 3, 3));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("AvgPool2D", "AvgPool2d", "AvgPooling2D"))]
    AveragePooling2D 2 by average_pool, "average_pooling2d", "(height, width, channels)";
    /// Average pooling of volumes: moves a window and keeps the mean of each channel that it sees.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![AveragePooling3D(2, input = (4, 8, 8, 1))];
    /// let x = Array5::<f32>::zeros((1, 4, 8, 8, 1));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 2, 4, 4, 1));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("AvgPool3D", "AvgPool3d", "AvgPooling3D"))]
    AveragePooling3D 3 by average_pool, "average_pooling3d", "(depth, height, width, channels)";
}

const fn pooled<const N: usize>(
    inputs: Inputs<'_>,
    size: [usize; N],
    strides: [usize; N],
    padding: Padding,
    format: DataFormat,
) -> ShapeResult<LayerSpec> {
    let windows = windows(size, strides, [1; N], padding);
    shape_try!(sensible(WindowKind::Pool, &windows));
    shape_try!(format.check());
    shape_try!(not_causal(padding));
    let x = shape_try!(inputs.one_float());
    shape_try!(image::<N>(&x));
    let output = shape_try!(slid(WindowKind::Pool, &x.shape(), &windows, x.shape().dim(N)));
    let (mut flops, mut i) = (known_elements(&output), 0);
    while i < N {
        flops = flops.saturating_mul(size[i] as u64);
        i += 1;
    }
    ShapeResult::Ok(LayerSpec::new(x.rearranged(output)).flops(flops))
}
