//! Cropping layers.

use super::zero_padding::{each_axis, one_axis};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::arguments::DataFormat;
use crate::layer::rules::windows::image;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Fault, Inputs, Shape, ShapeResult, Sides, Spec};
use crate::shape_try;

macro_rules! croppings {
    ($($(#[$doc:meta])* $layer:ident $axes:literal: $type:ty = $default:expr, $sides:path, $page:literal, $input:literal $(, $format:ident)?;)*) => {$(
        $(#[$doc])*
        ///
        /// | | shape |
        /// | --- | --- |
        #[doc = concat!("| input, output | `", $input, "` |")]
        ///
        #[doc = concat!("As [`keras.layers.", stringify!($layer), "`](https://keras.io/api/layers/reshaping_layers/", $page, "/).")]
        #[derive(Config, Clone, Copy, Debug)]
        pub struct $layer {
            /// Number of elements cut at the beginning and at the end.
            #[default($default)]
            cropping: $type,
            $(
                /// Order of the axes: `channels_last` only.
                #[default(channels_last)]
                $format: DataFormat,
            )?
        }

        impl $layer {
            /// The axes shrink; something remains.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
                let x = shape_try!(inputs.one());
                $(shape_try!(self.$format.check());)?
                shape_try!(image::<$axes>(&x));
                let output = shape_try!(shrunk(x.shape(), &$sides(self.cropping)));
                ShapeResult::Ok(x.rearranged(output))
            }
        }

        impl Layer for $layer {
            fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
                K::crop(&inputs[0], $sides(self.cropping))
            }
        }
    )*};
}

croppings! {
    /// Cropping of sequences at both ends: `Cropping1D(2)` by two steps each, `Cropping1D((0, 1))` by the last.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![Cropping1D((0, 1), input = (3, 1))];
    /// assert_eq!(model.predict(&array![[[1.0], [2.0], [3.0]]])?, array![[[1.0], [2.0]]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    Cropping1D 1: [usize; 2] = [1; 2], one_axis, "cropping1d", "(steps, channels)";
    /// Cropping of images on all sides: `Cropping2D(1)` by one pixel each, `Cropping2D((1, 2))` by one above and below
    /// and two on the left and right, `Cropping2D(((0, 1), (2, 3)))` by so many above and below, and on the left and
    /// right.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![Cropping2D((1, 2), input = (8, 8, 3))];
    /// let x = Array4::<f32>::zeros((1, 8, 8, 3));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 6, 4, 3));
    /// # Ok::<(), keras::Error>(())
    /// ```
    Cropping2D 2: Sides<2> = Sides([[0; 2]; 2]), each_axis, "cropping2d", "(height, width, channels)", data_format;
    /// Cropping of volumes on all sides, as [`Cropping2D`] of images.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![Cropping3D(1, input = (4, 8, 8, 1))];
    /// let x = Array5::<f32>::zeros((1, 4, 8, 8, 1));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 2, 6, 6, 1));
    /// # Ok::<(), keras::Error>(())
    /// ```
    Cropping3D 3: Sides<3> = Sides([[1; 2]; 3]), each_axis, "cropping3d", "(depth, height, width, channels)", data_format;
}

const fn shrunk(from: Shape, sides: &[[usize; 2]]) -> ShapeResult<Shape> {
    let (mut to, mut i) = (from, 0);
    while i < sides.len() {
        if let Dim::Known(size) = from.dim(i) {
            let [first, last] = sides[i];
            let border = first.saturating_add(last);
            if border >= size {
                let fault = Fault::new("cuts ").number(first).text(" and ").number(last).text(" off axis ");
                let fault = fault.number(i + 1).text(" of ").shape(&from).text(", so that nothing remains");
                return ShapeResult::Err(fault.help("crop less, or begin with a larger input"));
            }
            to = to.with(i, Dim::Known(size - border));
        }
        i += 1;
    }
    ShapeResult::Ok(to)
}
