//! MobileNetV2: bottlenecks turned inside out, wide in the middle and linear at their ends.
//!
//! Sandler, Howard, Zhu, Zhmoginov and Chen, [MobileNetV2: inverted residuals and linear
//! bottlenecks](https://arxiv.org/abs/1801.04381). In Keras:
//! [`keras.applications.MobileNetV2`](https://keras.io/api/applications/mobilenet/). Its argument `alpha`, the width, is part of
//! a network's name: `MobileNetV2Alpha035` is `MobileNetV2(alpha=0.35)`.

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::from_minus_one_to_one as preprocess_input;

use crate::graph;

/// The multiple of 8 that is nearest to a number of filters, and not less than nine tenths of it.
pub(super) const fn multiple_of_8(filters: f64) -> usize {
    let nearest = (filters as usize + 4) / 8 * 8;
    if (nearest as f64) < 0.9 * filters { nearest + 8 } else { nearest }
}

/// Filters of a bottleneck that has `filters` where `alpha` is 1.
const fn widened(filters: usize, alpha: f64) -> usize {
    multiple_of_8((filters as f64 * alpha).floor())
}

/// A network, and the same without its top.
macro_rules! mobilenet_v2 {
    ($name:ident $features:ident of width $alpha:literal, top $last:literal) => {
        network! {
            #[doc = concat!(
                "MobileNetV2 of width ", $alpha, ": images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out."
            )]
            $name(224, 224) of width $alpha, top $last, x => {
                let x = GlobalAveragePooling2D()(x);
                Dense(1000, activation = softmax, name = predictions)(x)
            }
        }

        network! {
            #[doc = concat!(
                "MobileNetV2 of width ", $alpha, " without its top, for images of any size: Keras's `MobileNetV2(alpha=", $alpha,
                ", include_top=False)`."
            )]
            ///
            #[doc = concat!("(height, width, 3) becomes ((height + 1) / 32, (width + 1) / 32, ", $last, "), rounded down.")]
            $features(_, _) of width $alpha, top $last, x => { x }
        }
    };
}

/// The bottlenecks, and what stands after them.
macro_rules! network {
    (
        $(#[$attribute:meta])*
        $name:ident($height:tt, $width:tt) of width $alpha:literal, top $last:literal, $x:ident => { $($top:tt)* }
    ) => {
        graph! {
            $(#[$attribute])*
            #[allow(non_snake_case, reason = "the layers have Keras's names")]
            pub struct $name {
                fn normalized(x, name) {
                    BatchNormalization(epsilon = 1e-3, momentum = 0.999, name = name)(x)
                }
                fn convolved(x, filters, times, name) {
                    let x = Conv2D(
                        times * widened(filters, $alpha),
                        1,
                        padding = same,
                        use_bias = false,
                        name = name,
                    )(x);
                    normalized(x, "{name}_BN")
                }
                fn expanded(x, filters, name) {
                    ReLU(6.0, name = "{name}_expand_relu")(convolved(x, filters, 6, "{name}_expand"))
                }
                fn projected(x, filters, name) {
                    let x = ReLU(6.0, name = "{name}_depthwise_relu")(normalized(x, "{name}_depthwise_BN"));
                    convolved(x, filters, 1, "{name}_project")
                }
                fn same_size(x, filters, name) {
                    let x = DepthwiseConv2D(3, padding = same, use_bias = false, name = "{name}_depthwise")(x);
                    projected(x, filters, name)
                }
                fn half_size(x, filters, name) {
                    let x = ZeroPadding2D(((0, 1), (0, 1)), name = "{name}_pad")(x);
                    let x = DepthwiseConv2D(3, strides = 2, use_bias = false, name = "{name}_depthwise")(x);
                    projected(x, filters, name)
                }
                fn shrinking(x, before, filters, name) {
                    half_size(expanded(x, before, name), filters, name)
                }
                fn widening(x, before, filters, name) {
                    same_size(expanded(x, before, name), filters, name)
                }
                fn keeping(x, filters, name) {
                    let y = widening(x, filters, filters, name);
                    Add(name = "{name}_add")([x, y])
                }

                let image = Input($height, $width, 3);
                let x = Conv2D(
                    multiple_of_8(32.0 * $alpha),
                    3,
                    strides = 2,
                    padding = same,
                    use_bias = false,
                    name = Conv1,
                )(image);
                let x = ReLU(6.0, name = Conv1_relu)(normalized(x, bn_Conv1));
                let x = same_size(x, 16, expanded_conv);
                let x = shrinking(x, 16, 24, block_1);
                let x = keeping(x, 24, block_2);
                let x = shrinking(x, 24, 32, block_3);
                for i in 4..=5 {
                    x = keeping(x, 32, "block_{i}");
                }
                let x = shrinking(x, 32, 64, block_6);
                for i in 7..=9 {
                    x = keeping(x, 64, "block_{i}");
                }
                let x = widening(x, 64, 96, block_10);
                for i in 11..=12 {
                    x = keeping(x, 96, "block_{i}");
                }
                let x = shrinking(x, 96, 160, block_13);
                for i in 14..=15 {
                    x = keeping(x, 160, "block_{i}");
                }
                let x = widening(x, 160, 320, block_16);
                let x = Conv2D($last, 1, use_bias = false, name = Conv_1)(x);
                let $x = ReLU(6.0, name = out_relu)(normalized(x, Conv_1_bn));
                $($top)*
            }
        }
    };
}

mobilenet_v2! { MobileNetV2Alpha035 MobileNetV2Alpha035Features of width 0.35, top 1280 }
mobilenet_v2! { MobileNetV2Alpha050 MobileNetV2Alpha050Features of width 0.5, top 1280 }
mobilenet_v2! { MobileNetV2Alpha075 MobileNetV2Alpha075Features of width 0.75, top 1280 }
mobilenet_v2! { MobileNetV2 Features of width 1.0, top 1280 }
mobilenet_v2! { MobileNetV2Alpha130 MobileNetV2Alpha130Features of width 1.3, top 1664 }
mobilenet_v2! { MobileNetV2Alpha140 MobileNetV2Alpha140Features of width 1.4, top 1792 }
