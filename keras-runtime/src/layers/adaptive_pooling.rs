//! Adaptive pooling layers: the size of the output is said, not that of the windows.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::arguments::DataFormat;
use crate::layer::rules::windows::image;
use crate::layer::rules::{at_least_one, known_elements};
use crate::layer::{Config, Context, Layer, LayerSpec};
use crate::shape::{Dim, Inputs, Shape, ShapeResult};
use crate::shape_try;

macro_rules! poolings {
    ($($(#[$doc:meta])* $layer:ident $axes:literal by $pool:ident, $page:literal, $input:literal, $output:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// | | shape |
        /// | --- | --- |
        #[doc = concat!("| input | `", $input, "`; all but `channels` may be `_` |")]
        #[doc = concat!("| output | `", $output, "`, of `output_size` |")]
        ///
        /// Of an axis of `n` elements, window `i` of `m` sees those from `⌊i n / m⌋` up to `⌈(i + 1) n / m⌉`: neighbours may
        /// share one, and with more windows than elements some see the same.
        ///
        #[doc = concat!("As [`keras.layers.", stringify!($layer), "`](https://keras.io/api/layers/pooling_layers/", $page, "/).")]
        #[derive(Config, Clone, Copy, Debug)]
        pub struct $layer {
            /// Size of the output along each axis: how many windows there are.
            output_size: [usize; $axes],
            /// Order of the axes: `channels_last` only.
            #[default(channels_last)]
            data_format: DataFormat,
        }

        impl $layer {
            /// The axes have the sizes that are said.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
                pooled(inputs, self.output_size, self.data_format)
            }
        }

        impl Layer for $layer {
            fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
                K::$pool(&inputs[0], self.output_size)
            }
        }
    )*};
}

poolings! {
    /// Adaptive average pooling of sequences: the mean of each channel in each of as many windows as the output has places.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![AdaptiveAveragePooling1D(2, input = (4, 1))];
    /// assert_eq!(model.predict(&array![[[1.0], [3.0], [1.0], [5.0]]])?, array![[[2.0], [3.0]]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "AdaptiveAvgPool1d")]
    AdaptiveAveragePooling1D 1 by adaptive_average_pool, "adaptive_average_pooling1d", "(steps, channels)", "(output_size, channels)";
    /// Adaptive average pooling of images: the mean of each channel in each of as many windows as the output has places.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![AdaptiveAveragePooling2D((2, 4), input = (_, _, 3))];
    /// let x = Array4::<f32>::zeros((1, 7, 9, 3));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 2, 4, 3));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "AdaptiveAvgPool2d")]
    AdaptiveAveragePooling2D 2 by adaptive_average_pool, "adaptive_average_pooling2d", "(height, width, channels)", "(height, width, channels)";
    /// Adaptive average pooling of volumes: the mean of each channel in each of as many windows as the output has places.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![AdaptiveAveragePooling3D(2, input = (5, 6, 7, 1))];
    /// let x = Array5::<f32>::zeros((1, 5, 6, 7, 1));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 2, 2, 2, 1));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "AdaptiveAvgPool3d")]
    AdaptiveAveragePooling3D 3 by adaptive_average_pool, "adaptive_average_pooling3d", "(depth, height, width, channels)", "(depth, height, width, channels)";
    /// Adaptive max pooling of sequences: the largest value of each channel in each of as many windows as the output has places.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![AdaptiveMaxPooling1D(2, input = (4, 1))];
    /// assert_eq!(model.predict(&array![[[1.0], [3.0], [1.0], [5.0]]])?, array![[[3.0], [5.0]]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "AdaptiveMaxPool1d")]
    AdaptiveMaxPooling1D 1 by adaptive_max_pool, "adaptive_max_pooling1d", "(steps, channels)", "(output_size, channels)";
    /// Adaptive max pooling of images: the largest value of each channel in each of as many windows as the output has places.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![AdaptiveMaxPooling2D((2, 4), input = (_, _, 3))];
    /// let x = Array4::<f32>::zeros((1, 7, 9, 3));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 2, 4, 3));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "AdaptiveMaxPool2d")]
    AdaptiveMaxPooling2D 2 by adaptive_max_pool, "adaptive_max_pooling2d", "(height, width, channels)", "(height, width, channels)";
    /// Adaptive max pooling of volumes: the largest value of each channel in each of as many windows as the output has places.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![AdaptiveMaxPooling3D(2, input = (5, 6, 7, 1))];
    /// let x = Array5::<f32>::zeros((1, 5, 6, 7, 1));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 2, 2, 2, 1));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "AdaptiveMaxPool3d")]
    AdaptiveMaxPooling3D 3 by adaptive_max_pool, "adaptive_max_pooling3d", "(depth, height, width, channels)", "(depth, height, width, channels)";
}

const fn pooled<const N: usize>(
    inputs: Inputs<'_>,
    output_size: [usize; N],
    format: DataFormat,
) -> ShapeResult<LayerSpec> {
    let mut output = Shape::SCALAR;
    while output.rank() < N {
        let size = shape_try!(at_least_one("output_size", output_size[output.rank()]));
        output = output.push(Dim::Known(size));
    }
    shape_try!(format.check());
    let x = shape_try!(inputs.one_float());
    shape_try!(image::<N>(&x));
    let output = output.push(x.shape().dim(N));
    ShapeResult::Ok(LayerSpec::new(x.rearranged(output)).flops(known_elements(&x.shape())))
}
