//! MobileNetV3, small and large: bottlenecks turned inside out, in which channels weigh each other.
//!
//! Howard, Sandler, Chu, Chen, Chen, Tan, Wang, Zhu, Pang, Vasudevan, Le and Adam, [Searching for
//! MobileNetV3](https://arxiv.org/abs/1905.02244). In Keras:
//! [`keras.applications.MobileNetV3Small`](https://keras.io/api/applications/mobilenet/). Its arguments `alpha`, the width, and
//! `minimalistic` are part of a network's name: `MobileNetV3SmallAlpha075` is `MobileNetV3Small(alpha=0.75)`, and
//! `MobileNetV3SmallMinimalistic` has kernels of size 3 and ReLU alone, and channels that do not weigh each other.
//!
//! Images go in as they are, from 0 to 255: the network rescales them itself.

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::as_they_are as preprocess_input;

use super::mobilenet_v2::multiple_of_8;
use crate::graph;

/// Filters of a convolution that widens by this factor what has `filters` where `alpha` is 1.
const fn expanded(filters: usize, expansion: f64, alpha: f64) -> usize {
    multiple_of_8(multiple_of_8(filters as f64 * alpha) as f64 * expansion)
}

/// A network, and the same without its top.
macro_rules! mobilenet_v3 {
    (
        $name:ident $features:ident $label:expr, $call:expr,
        $alpha:literal, $activation:ident, $bottlenecks:tt, $last:literal, $point:literal
    ) => {
        network! {
            #[doc = concat!(
                "MobileNetV3, ", $label, ": images of any size in, best of 224 × 224 × 3, the probabilities of ImageNet's 1000 ",
                "classes out."
            )]
            $name, $alpha, $activation, $bottlenecks, $last, x => {
                let x = GlobalAveragePooling2D(keepdims = true)(x);
                let x = activated(Conv2D($point, 1, padding = same, name = conv_2)(x), $activation);
                let x = Conv2D(1000, 1, padding = same, name = logits)(Dropout(0.2)(x));
                Activation(softmax, name = predictions)(Flatten()(x))
            }
        }

        network! {
            #[doc = concat!(
                "MobileNetV3, ", $label, ", without its top, for images of any size: Keras's `", $call, "include_top=False)`."
            )]
            ///
            #[doc = concat!("(height, width, 3) becomes ((height + 1) / 32, (width + 1) / 32, ", $last, "), rounded down.")]
            $features, $alpha, $activation, $bottlenecks, $last, x => { x }
        }
    };
}

/// The bottlenecks, and what stands after them. Each is `(name, activation, kernel size, strides, factor of expansion,
/// whether its channels are squeezed, filters before and after where alpha is 1, whether it adds)`; the first is not expanded.
macro_rules! network {
    (
        $(#[$attribute:meta])*
        $name:ident, $alpha:literal, $activation:ident, $bottlenecks:tt, $last:literal, $x:ident => { $($top:tt)* }
    ) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn normalized(x, name) {
                    BatchNormalization(epsilon = 1e-3, momentum = 0.999, name = "{name}_bn")(x)
                }
                fn convolved(x, filters, expansion, name) {
                    let x = Conv2D(
                        expanded(filters, expansion, $alpha),
                        1,
                        padding = same,
                        use_bias = false,
                        name = name,
                    )(x);
                    normalized(x, name)
                }
                fn activated(x, activation) {
                    if activation == relu { ReLU()(x) } else { Activation(hard_silu)(x) }
                }
                fn depthwise(x, size, strides, name) {
                    let x = if strides == 1 {
                        DepthwiseConv2D(size, padding = same, use_bias = false, name = "{name}_depthwise")(x)
                    } else {
                        let x = ZeroPadding2D(
                            ((size / 2 - 1, size / 2), (size / 2 - 1, size / 2)),
                            name = "{name}_depthwise_pad",
                        )(x);
                        DepthwiseConv2D(size, strides = strides, use_bias = false, name = "{name}_depthwise")(x)
                    };
                    normalized(x, "{name}_depthwise")
                }
                fn squeezed(x, filters, expansion, name) {
                    let y = GlobalAveragePooling2D(keepdims = true, name = "{name}_squeeze_excite_avg_pool")(x);
                    let y = Conv2D(
                        multiple_of_8(0.25 * expanded(filters, expansion, $alpha) as f64),
                        1,
                        padding = same,
                        name = "{name}_squeeze_excite_conv",
                    )(y);
                    let y = ReLU(name = "{name}_squeeze_excite_relu")(y);
                    let y = Conv2D(
                        expanded(filters, expansion, $alpha),
                        1,
                        padding = same,
                        name = "{name}_squeeze_excite_conv_1",
                    )(y);
                    let y = ReLU(6.0)(y + 3.0) * (1.0 / 6.0);
                    Multiply(name = "{name}_squeeze_excite_mul")([x, y])
                }
                fn bottleneck(x, activation, size, strides, expansion, squeezes, from, to, adds, name) {
                    let y = x;
                    if name != expanded_conv {
                        y = activated(convolved(y, from, expansion, "{name}_expand"), activation);
                    }
                    let y = activated(depthwise(y, size, strides, name), activation);
                    if squeezes {
                        y = squeezed(y, from, expansion, name);
                    }
                    let y = convolved(y, to, 1.0, "{name}_project");
                    if adds { Add(name = "{name}_add")([x, y]) } else { y }
                }

                let image = Input(_, _, 3);
                let x = Rescaling(1.0 / 127.5, offset = -1.0)(image);
                let x = Conv2D(16, 3, strides = 2, padding = same, use_bias = false, name = conv)(x);
                let x = activated(normalized(x, conv), $activation);
                for (name, activation, size, strides, expansion, squeezes, from, to, adds) in $bottlenecks {
                    x = bottleneck(x, activation, size, strides, expansion, squeezes, from, to, adds, name);
                }
                let x = Conv2D($last, 1, padding = same, use_bias = false, name = conv_1)(x);
                let $x = activated(normalized(x, conv_1), $activation);
                $($top)*
            }
        }
    };
}

/// The bottlenecks of the small network.
macro_rules! small {
    (
        $name:ident $features:ident $label:literal, $arguments:literal,
        width $alpha:literal, kernel $size:literal, activation $activation:ident, squeezes $squeezes:literal, last $last:literal
    ) => {
        mobilenet_v3! {
            $name $features concat!("small", $label), concat!("MobileNetV3Small(", $arguments),
            $alpha, $activation,
            [
                (expanded_conv, relu, 3, 2, 1.0, $squeezes, 16, 16, false),
                (expanded_conv_1, relu, 3, 2, 72.0 / 16.0, false, 16, 24, false),
                (expanded_conv_2, relu, 3, 1, 88.0 / 24.0, false, 24, 24, true),
                (expanded_conv_3, $activation, $size, 2, 4.0, $squeezes, 24, 40, false),
                (expanded_conv_4, $activation, $size, 1, 6.0, $squeezes, 40, 40, true),
                (expanded_conv_5, $activation, $size, 1, 6.0, $squeezes, 40, 40, true),
                (expanded_conv_6, $activation, $size, 1, 3.0, $squeezes, 40, 48, false),
                (expanded_conv_7, $activation, $size, 1, 3.0, $squeezes, 48, 48, true),
                (expanded_conv_8, $activation, $size, 2, 6.0, $squeezes, 48, 96, false),
                (expanded_conv_9, $activation, $size, 1, 6.0, $squeezes, 96, 96, true),
                (expanded_conv_10, $activation, $size, 1, 6.0, $squeezes, 96, 96, true),
            ],
            $last, 1024
        }
    };
}

small! {
    MobileNetV3SmallAlpha075 MobileNetV3SmallAlpha075Features ", of width 0.75", "alpha=0.75, ",
    width 0.75, kernel 5, activation hard_swish, squeezes true, last 432
}

small! {
    MobileNetV3Small MobileNetV3SmallFeatures "", "",
    width 1.0, kernel 5, activation hard_swish, squeezes true, last 576
}

small! {
    MobileNetV3SmallMinimalistic MobileNetV3SmallMinimalisticFeatures ", minimalistic", "minimalistic=True, ",
    width 1.0, kernel 3, activation relu, squeezes false, last 576
}

/// The bottlenecks of the large network.
macro_rules! large {
    (
        $name:ident $features:ident $label:literal, $arguments:literal,
        width $alpha:literal, kernel $size:literal, activation $activation:ident, squeezes $squeezes:literal, last $last:literal
    ) => {
        mobilenet_v3! {
            $name $features concat!("large", $label), concat!("MobileNetV3Large(", $arguments),
            $alpha, $activation,
            [
                (expanded_conv, relu, 3, 1, 1.0, false, 16, 16, true),
                (expanded_conv_1, relu, 3, 2, 4.0, false, 16, 24, false),
                (expanded_conv_2, relu, 3, 1, 3.0, false, 24, 24, true),
                (expanded_conv_3, relu, $size, 2, 3.0, $squeezes, 24, 40, false),
                (expanded_conv_4, relu, $size, 1, 3.0, $squeezes, 40, 40, true),
                (expanded_conv_5, relu, $size, 1, 3.0, $squeezes, 40, 40, true),
                (expanded_conv_6, $activation, 3, 2, 6.0, false, 40, 80, false),
                (expanded_conv_7, $activation, 3, 1, 2.5, false, 80, 80, true),
                (expanded_conv_8, $activation, 3, 1, 2.3, false, 80, 80, true),
                (expanded_conv_9, $activation, 3, 1, 2.3, false, 80, 80, true),
                (expanded_conv_10, $activation, 3, 1, 6.0, $squeezes, 80, 112, false),
                (expanded_conv_11, $activation, 3, 1, 6.0, $squeezes, 112, 112, true),
                (expanded_conv_12, $activation, $size, 2, 6.0, $squeezes, 112, 160, false),
                (expanded_conv_13, $activation, $size, 1, 6.0, $squeezes, 160, 160, true),
                (expanded_conv_14, $activation, $size, 1, 6.0, $squeezes, 160, 160, true),
            ],
            $last, 1280
        }
    };
}

large! {
    MobileNetV3LargeAlpha075 MobileNetV3LargeAlpha075Features ", of width 0.75", "alpha=0.75, ",
    width 0.75, kernel 5, activation hard_swish, squeezes true, last 720
}

large! {
    MobileNetV3Large MobileNetV3LargeFeatures "", "",
    width 1.0, kernel 5, activation hard_swish, squeezes true, last 960
}

large! {
    MobileNetV3LargeMinimalistic MobileNetV3LargeMinimalisticFeatures ", minimalistic", "minimalistic=True, ",
    width 1.0, kernel 3, activation relu, squeezes false, last 960
}
