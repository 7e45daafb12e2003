//! Zero padding layers.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::arguments::DataFormat;
use crate::layer::rules::windows::image;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Inputs, Shape, ShapeResult, Sides, Spec};
use crate::shape_try;

macro_rules! paddings {
    ($($(#[$doc:meta])* $layer:ident $axes:literal: $type:ty = $default:expr, $sides:path, $page:literal, $input:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// | | shape |
        /// | --- | --- |
        #[doc = concat!("| input, output | `", $input, "` |")]
        ///
        #[doc = concat!("As [`keras.layers.", stringify!($layer), "`](https://keras.io/api/layers/reshaping_layers/", $page, "/).")]
        #[derive(Config, Clone, Copy, Debug)]
        pub struct $layer {
            /// How many zeros there are before and after.
            #[default($default)]
            padding: $type,
            /// Order of the axes: `channels_last` only.
            #[default(channels_last)]
            data_format: DataFormat,
        }

        impl $layer {
            /// The axes grow.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
                let x = shape_try!(inputs.one());
                shape_try!(self.data_format.check());
                shape_try!(image::<$axes>(&x));
                ShapeResult::Ok(x.rearranged(grown(x.shape(), &$sides(self.padding))))
            }
        }

        impl Layer for $layer {
            fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
                K::zero_pad(&inputs[0], $sides(self.padding))
            }
        }
    )*};
}

paddings! {
    /// Zero padding of sequences: `ZeroPadding1D(2)` puts two steps at both ends, `ZeroPadding1D((0, 1))` one after.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![ZeroPadding1D((0, 1), input = (2, 1))];
    /// assert_eq!(model.predict(&array![[[1.0], [2.0]]])?, array![[[1.0], [2.0], [0.0]]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "ZeroPad1d")]
    ZeroPadding1D 1: [usize; 2] = [1; 2], one_axis, "zero_padding1d", "(steps, channels)";
    /// Zero padding of images: `ZeroPadding2D(1)` puts one pixel on each side, `ZeroPadding2D((1, 2))` one above and
    /// below and two on the left and right, `ZeroPadding2D(((0, 1), (2, 3)))` so many above and below, and on the left
    /// and right.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![ZeroPadding2D((1, 2), input = (4, 4, 3))];
    /// let x = Array4::<f32>::zeros((1, 4, 4, 3));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 6, 8, 3));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "ZeroPad2d")]
    ZeroPadding2D 2: Sides<2> = Sides([[1; 2]; 2]), each_axis, "zero_padding2d", "(height, width, channels)";
    /// Zero padding of volumes, as [`ZeroPadding2D`] of images.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![ZeroPadding3D(1, input = (2, 4, 4, 1))];
    /// let x = Array5::<f32>::zeros((1, 2, 4, 4, 1));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 4, 6, 6, 1));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "ZeroPad3d")]
    ZeroPadding3D 3: Sides<3> = Sides([[1; 2]; 3]), each_axis, "zero_padding3d", "(depth, height, width, channels)";
}

pub(super) const fn one_axis(sides: [usize; 2]) -> [[usize; 2]; 1] {
    [sides]
}

pub(super) const fn each_axis<const N: usize>(sides: Sides<N>) -> [[usize; 2]; N] {
    sides.0
}

const fn grown(mut shape: Shape, sides: &[[usize; 2]]) -> Shape {
    let mut i = 0;
    while i < sides.len() {
        if let Dim::Known(size) = shape.dim(i) {
            shape = shape.with(i, Dim::Known(size.saturating_add(sides[i][0]).saturating_add(sides[i][1])));
        }
        i += 1;
    }
    shape
}
