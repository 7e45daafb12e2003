//! MobileNetV2: bottlenecks turned inside out, wide in the middle and linear at their ends.
//!
//! Sandler, Howard, Zhu, Zhmoginov and Chen, [MobileNetV2: inverted residuals and linear
//! bottlenecks](https://arxiv.org/abs/1801.04381). In Keras:
//! [`keras.applications.MobileNetV2`](https://keras.io/api/applications/mobilenet/), of width `alpha = 1.0`.

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::from_minus_one_to_one as preprocess_input;

use crate::graph;

/// The bottlenecks, and what stands after them.
macro_rules! mobilenet_v2 {
    ($(#[$attribute:meta])* $name:ident($height:tt, $width:tt), $x:ident => { $($top:tt)* }) => {
        graph! {
            $(#[$attribute])*
            #[allow(non_snake_case, reason = "the layers have Keras's names")]
            pub struct $name {
                fn normalized(x, name) {
                    BatchNormalization(epsilon = 1e-3, momentum = 0.999, name = name)(x)
                }
                fn convolved(x, filters, name) {
                    let x = Conv2D(filters, 1, padding = same, use_bias = false, name = name)(x);
                    normalized(x, "{name}_BN")
                }
                fn expanded(x, width, name) {
                    ReLU(6.0, name = "{name}_expand_relu")(convolved(x, width, "{name}_expand"))
                }
                fn projected(x, filters, name) {
                    let x = ReLU(6.0, name = "{name}_depthwise_relu")(normalized(x, "{name}_depthwise_BN"));
                    convolved(x, filters, "{name}_project")
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
                    half_size(expanded(x, 6 * before, name), filters, name)
                }
                fn widening(x, before, filters, name) {
                    same_size(expanded(x, 6 * before, name), filters, name)
                }
                fn keeping(x, filters, name) {
                    let y = widening(x, filters, filters, name);
                    Add(name = "{name}_add")([x, y])
                }

                let image = Input($height, $width, 3);
                let x = Conv2D(32, 3, strides = 2, padding = same, use_bias = false, name = Conv1)(image);
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
                let x = Conv2D(1280, 1, use_bias = false, name = Conv_1)(x);
                let $x = ReLU(6.0, name = out_relu)(normalized(x, Conv_1_bn));
                $($top)*
            }
        }
    };
}

mobilenet_v2! {
    /// MobileNetV2: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    MobileNetV2(224, 224), x => {
        let x = GlobalAveragePooling2D()(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

mobilenet_v2! {
    /// MobileNetV2 without its top, for images of any size: Keras's `MobileNetV2(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 1280), rounded up.
    Features(_, _), x => { x }
}
