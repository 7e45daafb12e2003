//! ResNet-50, ResNet-101 and ResNet-152, version 2: normalization and activation stand before each convolution, and
//! nothing on the shortcut.
//!
//! He, Zhang, Ren and Sun, [Identity mappings in deep residual networks](https://arxiv.org/abs/1603.05027). In Keras:
//! [`keras.applications.ResNet50V2`](https://keras.io/api/applications/resnet/).

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::from_minus_one_to_one as preprocess_input;

use crate::graph;

/// The bottlenecks, so many in each stage but the last, which has three, and what stands after them.
macro_rules! resnet_v2 {
    (
        $(#[$attribute:meta])*
        $name:ident($height:tt, $width:tt), [$conv2:tt, $conv3:tt, $conv4:tt], $x:ident => { $($top:tt)* }
    ) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn activated(x, name) {
                    let x = BatchNormalization(epsilon = 1.001e-5, name = "{name}_bn")(x);
                    Activation(relu, name = "{name}_relu")(x)
                }
                fn bottleneck(x, shortcut, filters, strides, name) {
                    let y = Conv2D(filters, 1, use_bias = false, name = "{name}_1_conv")(x);
                    let y = ZeroPadding2D(1, name = "{name}_2_pad")(activated(y, "{name}_1"));
                    let y = Conv2D(filters, 3, strides = strides, use_bias = false, name = "{name}_2_conv")(y);
                    let y = Conv2D(4 * filters, 1, name = "{name}_3_conv")(activated(y, "{name}_2"));
                    Add(name = "{name}_out")([shortcut, y])
                }
                fn widening(x, filters, name) {
                    let y = activated(x, "{name}_preact");
                    let shortcut = Conv2D(4 * filters, 1, name = "{name}_0_conv")(y);
                    bottleneck(y, shortcut, filters, 1, name)
                }
                fn keeping(x, filters, name) {
                    bottleneck(activated(x, "{name}_preact"), x, filters, 1, name)
                }
                fn shrinking(x, filters, name) {
                    let y = activated(x, "{name}_preact");
                    bottleneck(y, MaxPooling2D(1, strides = 2)(x), filters, 2, name)
                }

                let image = Input($height, $width, 3);
                let x = ZeroPadding2D(3, name = conv1_pad)(image);
                let x = Conv2D(64, 7, strides = 2, name = conv1_conv)(x);
                let x = ZeroPadding2D(1, name = pool1_pad)(x);
                let x = MaxPooling2D(3, strides = 2, name = pool1_pool)(x);
                for (stage, filters, blocks) in [(conv2, 64, $conv2), (conv3, 128, $conv3), (conv4, 256, $conv4)] {
                    x = widening(x, filters, "{stage}_block1");
                    for i in 2..blocks {
                        x = keeping(x, filters, "{stage}_block{i}");
                    }
                    x = shrinking(x, filters, "{stage}_block{blocks}");
                }
                let x = widening(x, 512, conv5_block1);
                let x = keeping(x, 512, conv5_block2);
                let x = keeping(x, 512, conv5_block3);
                let $x = activated(x, post);
                $($top)*
            }
        }
    };
}

resnet_v2! {
    /// ResNet-50 version 2: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    ResNet50V2(224, 224), [3, 4, 6], x => {
        let x = GlobalAveragePooling2D(name = avg_pool)(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

resnet_v2! {
    /// ResNet-50 version 2 without its top, for images of any size: Keras's `ResNet50V2(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 2048), rounded up.
    ResNet50V2Features(_, _), [3, 4, 6], x => { x }
}

resnet_v2! {
    /// ResNet-101 version 2: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    ResNet101V2(224, 224), [3, 4, 23], x => {
        let x = GlobalAveragePooling2D(name = avg_pool)(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

resnet_v2! {
    /// ResNet-101 version 2 without its top, for images of any size: Keras's `ResNet101V2(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 2048), rounded up.
    ResNet101V2Features(_, _), [3, 4, 23], x => { x }
}

resnet_v2! {
    /// ResNet-152 version 2: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    ResNet152V2(224, 224), [3, 8, 36], x => {
        let x = GlobalAveragePooling2D(name = avg_pool)(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

resnet_v2! {
    /// ResNet-152 version 2 without its top, for images of any size: Keras's `ResNet152V2(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 2048), rounded up.
    ResNet152V2Features(_, _), [3, 8, 36], x => { x }
}
