//! Xception: separable convolutions, with a shortcut around each two or three.
//!
//! Chollet, [Xception: deep learning with depthwise separable convolutions](https://arxiv.org/abs/1610.02357). In Keras:
//! [`keras.applications.Xception`](https://keras.io/api/applications/xception/).

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::from_minus_one_to_one as preprocess_input;

use crate::graph;

/// The blocks, and what stands after them.
macro_rules! xception {
    ($(#[$attribute:meta])* $name:ident($height:tt, $width:tt), $x:ident => { $($top:tt)* }) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn activated(x, name) {
                    Activation(relu, name = "{name}_act")(x)
                }
                fn convolved(x, filters, strides, name) {
                    let x = Conv2D(filters, 3, strides = strides, use_bias = false, name = name)(x);
                    activated(BatchNormalization(name = "{name}_bn")(x), name)
                }
                fn separable(x, filters, name) {
                    let x = SeparableConv2D(filters, 3, padding = same, use_bias = false, name = name)(x);
                    BatchNormalization(name = "{name}_bn")(x)
                }
                fn shortcut(x, filters) {
                    let x = Conv2D(filters, 1, strides = 2, padding = same, use_bias = false)(x);
                    BatchNormalization()(x)
                }
                fn shrunk(x, before, filters, shortcut, name) {
                    let x = separable(x, before, "{name}_sepconv1");
                    let x = separable(activated(x, "{name}_sepconv2"), filters, "{name}_sepconv2");
                    let x = MaxPooling2D(3, strides = 2, padding = same, name = "{name}_pool")(x);
                    Add()([x, shortcut])
                }
                fn shrinking(x, before, filters, name) {
                    let shortcut = shortcut(x, filters);
                    shrunk(activated(x, "{name}_sepconv1"), before, filters, shortcut, name)
                }

                let image = Input($height, $width, 3);
                let x = convolved(image, 32, 2, block1_conv1);
                let x = convolved(x, 64, 1, block1_conv2);
                let x = shrunk(x, 128, 128, shortcut(x, 128), block2);
                let x = shrinking(x, 256, 256, block3);
                let x = shrinking(x, 728, 728, block4);
                for i in 5..=12 {
                    let y = x;
                    for j in 1..=3 {
                        y = separable(activated(y, "block{i}_sepconv{j}"), 728, "block{i}_sepconv{j}");
                    }
                    x = Add()([y, x]);
                }
                let x = shrinking(x, 728, 1024, block13);
                let x = activated(separable(x, 1536, block14_sepconv1), block14_sepconv1);
                let $x = activated(separable(x, 2048, block14_sepconv2), block14_sepconv2);
                $($top)*
            }
        }
    };
}

xception! {
    /// Xception: images of 299 × 299 × 3 in, the probabilities of ImageNet's 1000 classes out.
    Xception(299, 299), x => {
        let x = GlobalAveragePooling2D(name = avg_pool)(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

xception! {
    /// Xception without its top, for images of any size: Keras's `Xception(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 2048), rounded.
    Features(_, _), x => { x }
}
