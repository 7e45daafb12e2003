//! DenseNet-121, DenseNet-169 and DenseNet-201: each layer of a block is given what all before it have made.
//!
//! Huang, Liu, van der Maaten and Weinberger, [Densely connected convolutional
//! networks](https://arxiv.org/abs/1608.06993). In Keras:
//! [`keras.applications.DenseNet121`](https://keras.io/api/applications/densenet/).

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::around_the_mean_from_0_to_1 as preprocess_input;

use crate::graph;

/// The blocks, each with its number of layers and the channels after the transition that follows, and what stands after
/// them.
macro_rules! densenet {
    (
        $(#[$attribute:meta])*
        $name:ident($height:tt, $width:tt), [$conv4:tt => $channels:tt, $conv5:tt], $x:ident => { $($top:tt)* }
    ) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn activated(x, name) {
                    let x = BatchNormalization(epsilon = 1.001e-5, name = "{name}bn")(x);
                    Activation(relu, name = "{name}relu")(x)
                }
                fn grown(x, name) {
                    let y = activated(x, "{name}_0_");
                    let y = Conv2D(128, 1, use_bias = false, name = "{name}_1_conv")(y);
                    let y = activated(y, "{name}_1_");
                    let y = Conv2D(32, 3, padding = same, use_bias = false, name = "{name}_2_conv")(y);
                    Concatenate(name = "{name}_concat")([x, y])
                }
                fn shrunk(x, channels, name) {
                    let x = Conv2D(channels, 1, use_bias = false, name = "{name}_conv")(activated(x, "{name}_"));
                    AveragePooling2D(2, strides = 2, name = "{name}_pool")(x)
                }

                let image = Input($height, $width, 3);
                let x = ZeroPadding2D(3)(image);
                let x = Conv2D(64, 7, strides = 2, use_bias = false, name = conv1_conv)(x);
                let x = ZeroPadding2D(1)(activated(x, conv1_));
                let x = MaxPooling2D(3, strides = 2, name = pool1)(x);
                for (block, layers, transition, channels) in
                    [(conv2, 6, pool2, 128), (conv3, 12, pool3, 256), (conv4, $conv4, pool4, $channels)]
                {
                    for i in 1..=layers {
                        x = grown(x, "{block}_block{i}");
                    }
                    x = shrunk(x, channels, transition);
                }
                for i in 1..=$conv5 {
                    x = grown(x, "conv5_block{i}");
                }
                let $x = activated(x, "");
                $($top)*
            }
        }
    };
}

densenet! {
    /// DenseNet-121: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    DenseNet121(224, 224), [24 => 512, 16], x => {
        let x = GlobalAveragePooling2D(name = avg_pool)(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

densenet! {
    /// DenseNet-121 without its top, for images of any size: Keras's `DenseNet121(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 1024).
    DenseNet121Features(_, _), [24 => 512, 16], x => { x }
}

densenet! {
    /// DenseNet-169: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    DenseNet169(224, 224), [32 => 640, 32], x => {
        let x = GlobalAveragePooling2D(name = avg_pool)(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

densenet! {
    /// DenseNet-169 without its top, for images of any size: Keras's `DenseNet169(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 1664).
    DenseNet169Features(_, _), [32 => 640, 32], x => { x }
}

densenet! {
    /// DenseNet-201: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    DenseNet201(224, 224), [48 => 896, 32], x => {
        let x = GlobalAveragePooling2D(name = avg_pool)(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

densenet! {
    /// DenseNet-201 without its top, for images of any size: Keras's `DenseNet201(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 1920).
    DenseNet201Features(_, _), [48 => 896, 32], x => { x }
}
