//! Upsampling layers.

use crate::Result;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::config::{Map, unwrap_one};
use crate::layer::arguments::DataFormat;
use crate::layer::arguments::sampling::Sampling;
use crate::layer::rules::at_least_one;
use crate::layer::rules::windows::image;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Inputs, Shape, ShapeResult, Spec};
use crate::shape_try;

macro_rules! upsamplings {
    ($($(#[$doc:meta])* $layer:ident $axes:literal, $page:literal, $input:literal $(, $format:ident $($interpolation:ident)?)?;)*) => {$(
        $(#[$doc])*
        ///
        /// | | shape |
        /// | --- | --- |
        #[doc = concat!("| input, output | `", $input, "` |")]
        ///
        #[doc = concat!("As [`keras.layers.", stringify!($layer), "`](https://keras.io/api/layers/reshaping_layers/", $page, "/).")]
        #[derive(Config, Clone, Copy, Debug)]
        #[layer(written = one_axis_as_a_number)]
        pub struct $layer {
            /// Upsampling factor of each axis.
            #[doc(alias("scale_factor", "factor", "scale", "strides"))]
            #[default([2; $axes])]
            size: [usize; $axes],
            $(
                /// Order of the axes: `channels_last` only.
                #[default(channels_last)]
                $format: DataFormat,
                $(
                    /// Interpolation between pixels: `nearest`, which repeats them, `bilinear`, `bicubic`, `lanczos3`
                    /// or `lanczos5`.
                    #[default(nearest)]
                    $interpolation: Sampling,
                )?
            )?
        }

        impl $layer {
            /// Each axis is `size` times as large.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
                let mut axis = 0;
                while axis < $axes {
                    shape_try!(at_least_one("size", self.size[axis]));
                    axis += 1;
                }
                $(
                    shape_try!(self.$format.check());
                    $(shape_try!(self.$interpolation.filter());)?
                )?
                let x = shape_try!(inputs.one());
                ShapeResult::Ok(x.rearranged(shape_try!(larger(x, &self.size))))
            }
        }

        impl Layer for $layer {
            fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
                $($(
                    if let ShapeResult::Ok(Some(filter)) = self.$interpolation.filter() {
                        let shape = inputs[0].shape();
                        let size = std::array::from_fn(|i| shape[i + 1] * self.size[i]);
                        return K::resize(&inputs[0], size, filter);
                    }
                )?)?
                K::upsample(&inputs[0], self.size)
            }
        }
    )*};
}

upsamplings! {
    /// Upsampling of sequences: repeats each step.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![UpSampling1D(2, input = (2, 1))];
    /// assert_eq!(model.predict(&array![[[1.0], [2.0]]])?, array![[[1.0], [1.0], [2.0], [2.0]]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    UpSampling1D 1, "up_sampling1d", "(steps, channels)";
    /// Upsampling of images: repeats each row and each column, or interpolates between them.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![UpSampling2D(2, interpolation = bilinear, input = (4, 6, 3))];
    /// let x = Array4::<f32>::zeros((1, 4, 6, 3));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 8, 12, 3));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("Upsample", "UpsamplingNearest2d", "Resize"))]
    UpSampling2D 2, "up_sampling2d", "(height, width, channels)", data_format interpolation;
    /// Upsampling of volumes: repeats each plane, row and column.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![UpSampling3D((1, 2, 2), input = (3, 4, 4, 1))];
    /// let x = Array5::<f32>::zeros((1, 3, 4, 4, 1));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 3, 8, 8, 1));
    /// # Ok::<(), keras::Error>(())
    /// ```
    UpSampling3D 3, "up_sampling3d", "(depth, height, width, channels)", data_format;
}

/// Keras takes a number for one axis, and nothing else.
fn one_axis_as_a_number<T>(_: &T, config: &mut Map) -> Result<()> {
    unwrap_one(config, "size");
    Ok(())
}

const fn larger<const N: usize>(x: Spec, size: &[usize; N]) -> ShapeResult<Shape> {
    shape_try!(image::<N>(&x));
    let (mut shape, mut i) = (x.shape(), 0);
    while i < N {
        if let Dim::Known(len) = shape.dim(i) {
            shape = shape.with(i, Dim::Known(len.saturating_mul(size[i])));
        }
        i += 1;
    }
    ShapeResult::Ok(shape)
}
