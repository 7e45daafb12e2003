//! Spatial dropout: whole channels at random.

use super::dropout::dropped_together;
use crate::autodiff::Tensor;
use crate::layer::rules::rate;
use crate::layer::rules::windows::image;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Inputs, List, ShapeResult, Spec};
use crate::shape_try;

macro_rules! spatial {
    ($($(#[$doc:meta])* $layer:ident $page:literal $sample:literal $axes:literal $(neutral $neutral:tt)?;)*) => {$(
        $(#[$doc])*
        ///
        /// Neighbours in one channel are alike, so that [`Dropout`](super::Dropout) of single values would not keep a
        /// network from relying on it.
        ///
        #[doc = concat!("The input is `", $sample, "`, and so is the output.")]
        ///
        #[doc = concat!("As [`keras.layers.", stringify!($layer), "`](https://keras.io/api/layers/regularization_layers/", $page, "/).")]
        /// Source: Tompson et al., "Efficient object localization using convolutional networks" (2015).
        #[derive(Config, Clone, Copy, Debug)]
        #[layer(trainable = false $(, neutral $neutral)?)]
        pub struct $layer {
            /// Dropout rate, the share of channels that are dropped: 0 or more, below 1.
            #[doc(alias("p", "prob"))]
            rate: f32,
            /// Seed of the random choice; drawn from the program's seed if left out.
            seed: Option<u64>,
        }

        impl $layer {
            /// The output is shaped as the input.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
                shape_try!(rate("rate", self.rate));
                let x = shape_try!(inputs.one_float());
                shape_try!(image::<$axes>(&x));
                ShapeResult::Ok(x)
            }
        }

        impl Layer for $layer {
            fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
                dropped_together(&inputs[0], self.rate, &by_channel::<$axes>(), self.seed, context)
            }

            fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
                inputs[0].mask()
            }
        }
    )*};
}

spatial! {
    /// Spatial dropout in sequences: while learning, sets a share of the channels to 0 and scales the rest up by
    /// `1 / (1 - rate)`.
    ///
    /// ```
    /// use keras::{ndarray::Array3, prelude::*};
    ///
    /// let model = sequential![SpatialDropout1D(0.5, input = (5, 3))];
    /// let x = Array3::<f32>::ones((1, 5, 3));
    /// assert_eq!(model.predict(&x)?, x); // it acts while learning only
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("Dropout1d", "Dropout1D"))]
    SpatialDropout1D "spatial_dropout1d" "(steps, channels)" 1;
    /// Spatial dropout in images: while learning, sets a share of the channels to 0 and scales the rest up by
    /// `1 / (1 - rate)`.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![SpatialDropout2D(0.5, input = (4, 6, 3))];
    /// let x = Array4::<f32>::ones((1, 4, 6, 3));
    /// assert_eq!(model.predict(&x)?, x); // it acts while learning only
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("Dropout2d", "Dropout2D"))]
    SpatialDropout2D "spatial_dropout2d" "(height, width, channels)" 2 neutral(data_format = "channels_last");
    /// Spatial dropout in volumes: while learning, sets a share of the channels to 0 and scales the rest up by
    /// `1 / (1 - rate)`.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![SpatialDropout3D(0.5, input = (2, 4, 6, 3))];
    /// let x = Array5::<f32>::ones((1, 2, 4, 6, 3));
    /// assert_eq!(model.predict(&x)?, x); // it acts while learning only
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias("Dropout3d", "Dropout3D"))]
    SpatialDropout3D "spatial_dropout3d" "(depth, height, width, channels)" 3 neutral(data_format = "channels_last");
}

/// The shape of one choice for all positions of a channel.
const fn by_channel<const N: usize>() -> Option<List<Dim>> {
    const ALL: Dim = Dim::Unknown;
    const ONE: Dim = Dim::Known(1);
    Some(match N {
        1 => List::new(&[ALL, ONE, ALL]),
        2 => List::new(&[ALL, ONE, ONE, ALL]),
        _ => List::new(&[ALL, ONE, ONE, ONE, ALL]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::{Tape, Variable};
    use crate::backend as K;
    use crate::layer::{ForwardPass, LayerConfig, Node, Outcome};
    use crate::shape::{Shape, Spec};

    #[test]
    fn a_channel_of_a_sample_is_kept_or_dropped_whole_and_so_is_its_gradient() {
        let config = SpatialDropout2D { rate: 0.25, seed: None };
        let outcome = config.outcome(Inputs::new(&[Spec::new(Shape::known(&[3, 2, 100]))]));
        assert!(matches!(outcome, Outcome::Known(_)));
        let layer = config.build("dropout", Inputs::new(&[]), &outcome, true);
        let x = Variable::new("x", &[4, 3, 2, 100], |x| x.fill(1.0)).unwrap();
        let tape = Tape::new();
        let y = layer.call(&[tape.variable(&x)], &ForwardPass::training(&tape)).tensor(0);
        let values = y.to_array();
        tape.backward(&K::sum(&y)).unwrap();
        tape.gradient(&x, |gradient| assert_eq!(gradient, values.as_slice().unwrap())).unwrap();

        let samples: Vec<&[f32]> = values.as_slice().unwrap().chunks(600).collect();
        for sample in &samples {
            sample.chunks(100).for_each(|position| assert_eq!(position, &sample[..100]));
        }
        let kept = samples.iter().flat_map(|sample| &sample[..100]).filter(|&&value| value != 0.0).count();
        assert!((250..350).contains(&kept), "{kept} of 400 channels are kept at a rate of 0.25");
        assert!(values.iter().all(|&value| value == 0.0 || value == 1.0 / 0.75));
    }
}
