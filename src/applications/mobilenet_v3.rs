//! MobileNetV3, small and large: bottlenecks turned inside out, in which channels weigh each other.
//!
//! Howard, Sandler, Chu, Chen, Chen, Tan, Wang, Zhu, Pang, Vasudevan, Le and Adam, [Searching for
//! MobileNetV3](https://arxiv.org/abs/1905.02244). In Keras:
//! [`keras.applications.MobileNetV3Small`](https://keras.io/api/applications/mobilenet/), of width `alpha = 1.0`.
//!
//! Images go in as they are, from 0 to 255: the network rescales them itself.

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::as_they_are as preprocess_input;

use crate::graph;

/// The bottlenecks, and what stands after them. Each is `(number, activation, kernel size, strides, expanded to, squeezed
/// to, filters, whether it adds)`; one that is expanded to 0 is not, and one that is squeezed to 0 is not, either.
macro_rules! mobilenet_v3 {
    ($(#[$attribute:meta])* $name:ident, [$($bottleneck:tt),* $(,)?], $last:tt, $x:ident => { $($top:tt)* }) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn normalized(x, name) {
                    BatchNormalization(epsilon = 1e-3, momentum = 0.999, name = "{name}_bn")(x)
                }
                fn convolved(x, filters, name) {
                    let x = Conv2D(filters, 1, padding = same, use_bias = false, name = name)(x);
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
                fn squeezed(x, channels, squeezed, name) {
                    let y = GlobalAveragePooling2D(keepdims = true, name = "{name}_squeeze_excite_avg_pool")(x);
                    let y = Conv2D(squeezed, 1, padding = same, name = "{name}_squeeze_excite_conv")(y);
                    let y = ReLU(name = "{name}_squeeze_excite_relu")(y);
                    let y = Conv2D(channels, 1, padding = same, name = "{name}_squeeze_excite_conv_1")(y);
                    let y = ReLU(6.0)(y + 3.0) * (1.0 / 6.0);
                    Multiply(name = "{name}_squeeze_excite_mul")([x, y])
                }
                fn bottleneck(x, activation, size, strides, expanded, squeezed_to, filters, adds, name) {
                    let y = x;
                    if expanded > 0 {
                        y = activated(convolved(y, expanded, "{name}_expand"), activation);
                    }
                    let y = activated(depthwise(y, size, strides, name), activation);
                    if squeezed_to > 0 {
                        y = squeezed(y, if expanded > 0 { expanded } else { 16 }, squeezed_to, name);
                    }
                    let y = convolved(y, filters, "{name}_project");
                    if adds { Add(name = "{name}_add")([x, y]) } else { y }
                }

                let image = Input(_, _, 3);
                let x = Rescaling(1.0 / 127.5, offset = -1.0)(image);
                let x = Conv2D(16, 3, strides = 2, padding = same, use_bias = false, name = conv)(x);
                let x = activated(normalized(x, conv), hard_swish);
                for (name, activation, size, strides, expanded, squeezed, filters, adds) in [$($bottleneck),*] {
                    x = bottleneck(x, activation, size, strides, expanded, squeezed, filters, adds, name);
                }
                let $x = activated(convolved(x, $last, conv_1), hard_swish);
                $($top)*
            }
        }
    };
}

/// The bottlenecks of the small network.
macro_rules! small {
    ($(#[$attribute:meta])* $name:ident, $x:ident => $top:tt) => {
        mobilenet_v3! {
            $(#[$attribute])*
            $name,
            [
                (expanded_conv, relu, 3, 2, 0, 8, 16, false),
                (expanded_conv_1, relu, 3, 2, 72, 0, 24, false),
                (expanded_conv_2, relu, 3, 1, 88, 0, 24, true),
                (expanded_conv_3, hard_swish, 5, 2, 96, 24, 40, false),
                (expanded_conv_4, hard_swish, 5, 1, 240, 64, 40, true),
                (expanded_conv_5, hard_swish, 5, 1, 240, 64, 40, true),
                (expanded_conv_6, hard_swish, 5, 1, 120, 32, 48, false),
                (expanded_conv_7, hard_swish, 5, 1, 144, 40, 48, true),
                (expanded_conv_8, hard_swish, 5, 2, 288, 72, 96, false),
                (expanded_conv_9, hard_swish, 5, 1, 576, 144, 96, true),
                (expanded_conv_10, hard_swish, 5, 1, 576, 144, 96, true),
            ],
            576,
            $x => $top
        }
    };
}

small! {
    /// MobileNetV3, small: images of any size in, best of 224 × 224 × 3, the probabilities of ImageNet's 1000 classes out.
    MobileNetV3Small, x => {
        let x = GlobalAveragePooling2D(keepdims = true)(x);
        let x = activated(Conv2D(1024, 1, padding = same, name = conv_2)(x), hard_swish);
        let x = Conv2D(1000, 1, padding = same, name = logits)(Dropout(0.2)(x));
        Activation(softmax, name = predictions)(Flatten()(x))
    }
}

small! {
    /// MobileNetV3, small, without its top, for images of any size: Keras's `MobileNetV3Small(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 576), rounded up.
    MobileNetV3SmallFeatures, x => { x }
}

/// The bottlenecks of the large network.
macro_rules! large {
    ($(#[$attribute:meta])* $name:ident, $x:ident => $top:tt) => {
        mobilenet_v3! {
            $(#[$attribute])*
            $name,
            [
                (expanded_conv, relu, 3, 1, 0, 0, 16, true),
                (expanded_conv_1, relu, 3, 2, 64, 0, 24, false),
                (expanded_conv_2, relu, 3, 1, 72, 0, 24, true),
                (expanded_conv_3, relu, 5, 2, 72, 24, 40, false),
                (expanded_conv_4, relu, 5, 1, 120, 32, 40, true),
                (expanded_conv_5, relu, 5, 1, 120, 32, 40, true),
                (expanded_conv_6, hard_swish, 3, 2, 240, 0, 80, false),
                (expanded_conv_7, hard_swish, 3, 1, 200, 0, 80, true),
                (expanded_conv_8, hard_swish, 3, 1, 184, 0, 80, true),
                (expanded_conv_9, hard_swish, 3, 1, 184, 0, 80, true),
                (expanded_conv_10, hard_swish, 3, 1, 480, 120, 112, false),
                (expanded_conv_11, hard_swish, 3, 1, 672, 168, 112, true),
                (expanded_conv_12, hard_swish, 5, 2, 672, 168, 160, false),
                (expanded_conv_13, hard_swish, 5, 1, 960, 240, 160, true),
                (expanded_conv_14, hard_swish, 5, 1, 960, 240, 160, true),
            ],
            960,
            $x => $top
        }
    };
}

large! {
    /// MobileNetV3, large: images of any size in, best of 224 × 224 × 3, the probabilities of ImageNet's 1000 classes out.
    MobileNetV3Large, x => {
        let x = GlobalAveragePooling2D(keepdims = true)(x);
        let x = activated(Conv2D(1280, 1, padding = same, name = conv_2)(x), hard_swish);
        let x = Conv2D(1000, 1, padding = same, name = logits)(Dropout(0.2)(x));
        Activation(softmax, name = predictions)(Flatten()(x))
    }
}

large! {
    /// MobileNetV3, large, without its top, for images of any size: Keras's `MobileNetV3Large(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 960), rounded up.
    MobileNetV3LargeFeatures, x => { x }
}
