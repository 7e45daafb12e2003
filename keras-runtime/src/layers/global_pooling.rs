//! Global pooling layers.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::kernels::windows::Padding;
use crate::layer::arguments::DataFormat;
use crate::layer::masks::{counted, of_steps};
use crate::layer::rules::known_elements;
use crate::layer::rules::windows::image;
use crate::layer::{Config, Context, Layer, LayerSpec};
use crate::shape::{Dim, Inputs, Origin, Shape, ShapeResult};
use crate::shape_try;

macro_rules! poolings {
    ($($(#[$doc:meta])* $layer:ident $axes:literal by $pool:ident, $page:literal, $input:literal, $kept:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// | | shape |
        /// | --- | --- |
        #[doc = concat!("| input | `", $input, "` |")]
        #[doc = concat!("| output | `(channels)`, or `", $kept, "` with `keepdims` |")]
        ///
        #[doc = concat!("As [`keras.layers.", stringify!($layer), "`](https://keras.io/api/layers/pooling_layers/", $page, "/).")]
        #[derive(Config, Clone, Copy, Debug)]
        pub struct $layer {
            /// Order of the axes: `channels_last` only.
            #[default(channels_last)]
            data_format: DataFormat,
            /// Whether the reduced axes are kept, each of size 1.
            #[default(false)]
            keepdims: bool,
        }

        impl $layer {
            /// Only the channels remain.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
                pooled::<$axes>(inputs, self.data_format, self.keepdims)
            }
        }

        impl Layer for $layer {
            fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
                $pool::<$axes>(&inputs[0], self.keepdims)
            }
        }
    )*};
}

poolings! {
    /// Global max pooling of sequences: the largest value of each channel; of steps that are masked, too, as in Keras.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![GlobalMaxPooling1D(input = (2, 2))];
    /// assert_eq!(model.predict(&array![[[1.0, 5.0], [3.0, 2.0]]])?, array![[3.0, 5.0]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "GlobalMaxPool1D")]
    GlobalMaxPooling1D 1 by largest, "global_max_pooling1d", "(steps, channels)", "(1, channels)";
    /// Global max pooling of images: the largest value of each channel.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![GlobalMaxPooling2D(input = (4, 6, 3))];
    /// let x = Array4::<f32>::zeros((1, 4, 6, 3));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 3));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "GlobalMaxPool2D")]
    GlobalMaxPooling2D 2 by largest, "global_max_pooling2d", "(height, width, channels)", "(1, 1, channels)";
    /// Global max pooling of volumes: the largest value of each channel.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![GlobalMaxPooling3D(input = (2, 4, 6, 3))];
    /// let x = Array5::<f32>::zeros((1, 2, 4, 6, 3));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 3));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "GlobalMaxPool3D")]
    GlobalMaxPooling3D 3 by largest, "global_max_pooling3d", "(depth, height, width, channels)", "(1, 1, 1, channels)";
    /// Global average pooling of sequences: the mean of each channel over the steps that its mask counts; 0 if that is
    /// none, where Keras gives NaN.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![GlobalAveragePooling1D(input = (2, 2))];
    /// assert_eq!(model.predict(&array![[[1.0, 5.0], [3.0, 2.0]]])?, array![[2.0, 3.5]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("GlobalAvgPool1D", "GlobalAvgPooling1D"))]
    GlobalAveragePooling1D 1 by mean, "global_average_pooling1d", "(steps, channels)", "(1, channels)";
    /// Global average pooling of images: the mean of each channel.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![GlobalAveragePooling2D(input = (4, 6, 3))];
    /// let x = Array4::<f32>::zeros((1, 4, 6, 3));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 3));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("GlobalAvgPool2D", "GlobalAvgPooling2D"))]
    GlobalAveragePooling2D 2 by mean, "global_average_pooling2d", "(height, width, channels)", "(1, 1, channels)";
    /// Global average pooling of volumes: the mean of each channel.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![GlobalAveragePooling3D(keepdims = true, input = (2, 4, 6, 3))];
    /// let x = Array5::<f32>::zeros((1, 2, 4, 6, 3));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 1, 1, 1, 3));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("GlobalAvgPool3D", "GlobalAvgPooling3D"))]
    GlobalAveragePooling3D 3 by mean, "global_average_pooling3d", "(depth, height, width, channels)", "(1, 1, 1, channels)";
}

const fn pooled<const N: usize>(
    inputs: Inputs<'_>,
    format: DataFormat,
    keepdims: bool,
) -> ShapeResult<LayerSpec> {
    let x = shape_try!(inputs.one_float());
    shape_try!(format.check());
    shape_try!(image::<N>(&x));
    let (mut output, mut i) = (Shape::SCALAR, 0);
    while i < N && keepdims {
        output = output.push(Dim::Known(1));
        i += 1;
    }
    let output = output.push(x.shape().dim(N));
    ShapeResult::Ok(
        LayerSpec::new(x.rearranged(output).with_origin(Origin::Pooled)).flops(known_elements(&x.shape())),
    )
}

fn largest<const N: usize>(x: &Tensor, keepdims: bool) -> Tensor {
    let y = K::max_pool(x, sizes::<N>(x), [1; N], Padding::Valid);
    if keepdims { y } else { K::batch_flatten(&y) }
}

fn mean<const N: usize>(x: &Tensor, keepdims: bool) -> Tensor {
    // Steps have masks, pixels have none.
    let y = match of_steps(x) {
        Some(mask) if N == 1 => {
            let count = K::maximum(&K::sum_axis(&mask, 1), 1.0);
            let mean = K::sum_axis(&counted(x, &mask, 0.0), 1) / K::expand_dims(&count, -1);
            K::expand_dims(&mean, 1)
        }
        _ => K::average_pool(x, sizes::<N>(x), [1; N], Padding::Valid),
    };
    if keepdims { y } else { K::batch_flatten(&y) }
}

/// The sizes of the axes between the batch and the channels.
fn sizes<const N: usize>(x: &Tensor) -> [usize; N] {
    std::array::from_fn(|i| x.shape()[i + 1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;

    #[test]
    fn steps_that_do_not_count_are_no_part_of_a_mean() {
        let tape = Tape::new();
        let mask = tape.array(&[[1.0, 0.0, 1.0, 0.0]]);
        let x = tape.array(&ndarray::array![[[1.0], [9.0], [4.0], [9.0]]]).with_mask(&mask);
        assert_eq!(mean::<1>(&x, false).to_array(), ndarray::array![[2.5]].into_dyn());
        assert_eq!(mean::<1>(&x, true).to_array(), ndarray::array![[[2.5]]].into_dyn());
    }
}
