//! MobileNet: each convolution as two, one of each channel by itself and one of the channels with each other.
//!
//! Howard, Zhu, Chen, Kalenichenko, Wang, Weyand, Andreetto and Adam, [MobileNets: efficient convolutional neural networks
//! for mobile vision applications](https://arxiv.org/abs/1704.04861). In Keras:
//! [`keras.applications.MobileNet`](https://keras.io/api/applications/mobilenet/). Its argument `alpha`, the width, is part of
//! a network's name: `MobileNetAlpha025` is `MobileNet(alpha=0.25)`.

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::from_minus_one_to_one as preprocess_input;

use crate::graph;

/// Filters of a convolution that has `filters` where `alpha` is 1.
const fn widened(filters: usize, alpha: f64) -> usize {
    (filters as f64 * alpha) as usize
}

/// A network, and the same without its top.
macro_rules! mobilenet {
    ($name:ident $features:ident of width $alpha:literal) => {
        network! {
            #[doc = concat!(
                "MobileNet of width ", $alpha, ": images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out."
            )]
            $name(224, 224) of width $alpha, x => {
                let x = GlobalAveragePooling2D(keepdims = true)(x);
                let x = Dropout(1e-3, name = dropout)(x);
                let x = Conv2D(1000, 1, padding = same, name = conv_preds)(x);
                Activation(softmax, name = predictions)(Reshape((1000,), name = reshape_2)(x))
            }
        }

        network! {
            #[doc = concat!(
                "MobileNet of width ", $alpha, " without its top, for images of any size: Keras's `MobileNet(alpha=", $alpha,
                ", include_top=False)`."
            )]
            ///
            #[doc = concat!("(height, width, 3) becomes ((height + 1) / 32, (width + 1) / 32, 1024 × ", $alpha, "), rounded down.")]
            $features(_, _) of width $alpha, x => { x }
        }
    };
}

/// The blocks, and what stands after them.
macro_rules! network {
    (
        $(#[$attribute:meta])*
        $name:ident($height:tt, $width:tt) of width $alpha:literal, $x:ident => { $($top:tt)* }
    ) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn activated(x, name) {
                    ReLU(6.0, name = "{name}_relu")(BatchNormalization(name = "{name}_bn")(x))
                }
                fn pointwise(x, filters, i) {
                    let x = activated(x, "conv_dw_{i}");
                    let x = Conv2D(widened(filters, $alpha), 1, padding = same, use_bias = false, name = "conv_pw_{i}")(x);
                    activated(x, "conv_pw_{i}")
                }
                fn same_size(x, filters, i) {
                    let x = DepthwiseConv2D(3, padding = same, use_bias = false, name = "conv_dw_{i}")(x);
                    pointwise(x, filters, i)
                }
                fn half_size(x, filters, i) {
                    let x = ZeroPadding2D(((0, 1), (0, 1)), name = "conv_pad_{i}")(x);
                    let x = DepthwiseConv2D(3, strides = 2, use_bias = false, name = "conv_dw_{i}")(x);
                    pointwise(x, filters, i)
                }

                let image = Input($height, $width, 3);
                let x = Conv2D(
                    widened(32, $alpha),
                    3,
                    strides = 2,
                    padding = same,
                    use_bias = false,
                    name = conv1,
                )(image);
                let x = same_size(activated(x, conv1), 64, 1);
                let x = half_size(x, 128, 2);
                let x = same_size(x, 128, 3);
                let x = half_size(x, 256, 4);
                let x = same_size(x, 256, 5);
                let x = half_size(x, 512, 6);
                for i in 7..=11 {
                    x = same_size(x, 512, i);
                }
                let x = half_size(x, 1024, 12);
                let $x = same_size(x, 1024, 13);
                $($top)*
            }
        }
    };
}

mobilenet! { MobileNetAlpha025 MobileNetAlpha025Features of width 0.25 }
mobilenet! { MobileNetAlpha050 MobileNetAlpha050Features of width 0.5 }
mobilenet! { MobileNetAlpha075 MobileNetAlpha075Features of width 0.75 }
mobilenet! { MobileNet Features of width 1.0 }
