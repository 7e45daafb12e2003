//! Inception-ResNet-V2: modules of Inception whose output is scaled down and added to what they were given.
//!
//! Szegedy, Ioffe, Vanhoucke and Alemi, [Inception-v4, Inception-ResNet and the impact of residual connections on
//! learning](https://arxiv.org/abs/1602.07261). In Keras:
//! [`keras.applications.InceptionResNetV2`](https://keras.io/api/applications/inceptionresnetv2/).

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::from_minus_one_to_one as preprocess_input;

use super::layers::CustomScaleLayer;
use crate::graph;

/// The modules, and what stands after them.
macro_rules! inception_resnet_v2 {
    ($(#[$attribute:meta])* $name:ident($height:tt, $width:tt), $x:ident => { $($top:tt)* }) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn convolved(x, filters, size, strides, padding) {
                    let x = Conv2D(filters, size, strides = strides, padding = padding, use_bias = false)(x);
                    Activation(relu)(BatchNormalization(scale = false)(x))
                }
                fn same_size(x, filters, size) {
                    convolved(x, filters, size, 1, same)
                }
                fn shrunk(x, filters) {
                    convolved(x, filters, 3, 2, valid)
                }
                fn scaled(x, branches, channels, scale, name) {
                    let y = Concatenate(name = "{name}_mixed")(branches);
                    let y = Conv2D(channels, 1, padding = same, name = "{name}_conv")(y);
                    CustomScaleLayer(scale)([x, y])
                }
                fn block35(x, name) {
                    let a = same_size(x, 32, 1);
                    let b = same_size(same_size(x, 32, 1), 32, 3);
                    let c = same_size(same_size(same_size(x, 32, 1), 48, 3), 64, 3);
                    Activation(relu, name = "{name}_ac")(scaled(x, [a, b, c], 320, 0.17, name))
                }
                fn block17(x, name) {
                    let a = same_size(x, 192, 1);
                    let b = same_size(same_size(same_size(x, 128, 1), 160, (1, 7)), 192, (7, 1));
                    Activation(relu, name = "{name}_ac")(scaled(x, [a, b], 1088, 0.1, name))
                }
                fn block8(x, scale, name) {
                    let a = same_size(x, 192, 1);
                    let b = same_size(same_size(same_size(x, 192, 1), 224, (1, 3)), 256, (3, 1));
                    scaled(x, [a, b], 2080, scale, name)
                }

                let image = Input($height, $width, 3);
                let x = convolved(image, 32, 3, 2, valid);
                let x = same_size(convolved(x, 32, 3, 1, valid), 64, 3);
                let x = MaxPooling2D(3, strides = 2)(x);
                let x = convolved(convolved(x, 80, 1, 1, valid), 192, 3, 1, valid);
                let x = MaxPooling2D(3, strides = 2)(x);

                let a = same_size(x, 96, 1);
                let b = same_size(same_size(x, 48, 1), 64, 5);
                let c = same_size(same_size(same_size(x, 64, 1), 96, 3), 96, 3);
                let d = same_size(AveragePooling2D(3, strides = 1, padding = same)(x), 64, 1);
                let x = Concatenate(name = mixed_5b)([a, b, c, d]);
                for i in 1..=10 {
                    x = block35(x, "block35_{i}");
                }

                let a = shrunk(x, 384);
                let b = shrunk(same_size(same_size(x, 256, 1), 256, 3), 384);
                let x = Concatenate(name = mixed_6a)([a, b, MaxPooling2D(3, strides = 2)(x)]);
                for i in 1..=20 {
                    x = block17(x, "block17_{i}");
                }

                let a = shrunk(same_size(x, 256, 1), 384);
                let b = shrunk(same_size(x, 256, 1), 288);
                let c = shrunk(same_size(same_size(x, 256, 1), 288, 3), 320);
                let x = Concatenate(name = mixed_7a)([a, b, c, MaxPooling2D(3, strides = 2)(x)]);
                for i in 1..=9 {
                    x = Activation(relu, name = "block8_{i}_ac")(block8(x, 0.2, "block8_{i}"));
                }
                let x = block8(x, 1.0, block8_10);

                let x = Conv2D(1536, 1, padding = same, use_bias = false, name = conv_7b)(x);
                let x = BatchNormalization(scale = false, name = conv_7b_bn)(x);
                let $x = Activation(relu, name = conv_7b_ac)(x);
                $($top)*
            }
        }
    };
}

inception_resnet_v2! {
    /// Inception-ResNet-V2: images of 299 × 299 × 3 in, the probabilities of ImageNet's 1000 classes out.
    InceptionResNetV2(299, 299), x => {
        let x = GlobalAveragePooling2D(name = avg_pool)(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

inception_resnet_v2! {
    /// Inception-ResNet-V2 without its top, for images of any size from 75 × 75: Keras's
    /// `InceptionResNetV2(include_top=False)`.
    ///
    /// (299, 299, 3) becomes (8, 8, 1536).
    Features(_, _), x => { x }
}
