//! ResNet-50, ResNet-101 and ResNet-152: bottlenecks, each of which adds to what it was given.
//!
//! He, Zhang, Ren and Sun, [Deep residual learning for image recognition](https://arxiv.org/abs/1512.03385). In Keras:
//! [`keras.applications.ResNet50`](https://keras.io/api/applications/resnet/).

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::around_the_mean as preprocess_input;

use crate::graph;

/// The bottlenecks, so many in each stage, and what stands after them.
macro_rules! resnet {
    (
        $(#[$attribute:meta])*
        $name:ident($height:tt, $width:tt), [$conv2:tt, $conv3:tt, $conv4:tt, $conv5:tt], $x:ident => { $($top:tt)* }
    ) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn normalized(x, name) {
                    BatchNormalization(epsilon = 1.001e-5, name = "{name}_bn")(x)
                }
                fn bottleneck(x, filters, strides, name) {
                    let y = Conv2D(filters, 1, strides = strides, name = "{name}_1_conv")(x);
                    let y = Activation(relu, name = "{name}_1_relu")(normalized(y, "{name}_1"));
                    let y = Conv2D(filters, 3, padding = same, name = "{name}_2_conv")(y);
                    let y = Activation(relu, name = "{name}_2_relu")(normalized(y, "{name}_2"));
                    let y = Conv2D(4 * filters, 1, name = "{name}_3_conv")(y);
                    normalized(y, "{name}_3")
                }
                fn joined(shortcut, y, name) {
                    Activation(relu, name = "{name}_out")(Add(name = "{name}_add")([shortcut, y]))
                }
                fn widening(x, filters, strides, name) {
                    let shortcut = Conv2D(4 * filters, 1, strides = strides, name = "{name}_0_conv")(x);
                    joined(normalized(shortcut, "{name}_0"), bottleneck(x, filters, strides, name), name)
                }
                fn keeping(x, filters, name) {
                    joined(x, bottleneck(x, filters, 1, name), name)
                }

                let image = Input($height, $width, 3);
                let x = ZeroPadding2D(3, name = conv1_pad)(image);
                let x = Conv2D(64, 7, strides = 2, name = conv1_conv)(x);
                let x = Activation(relu, name = conv1_relu)(normalized(x, conv1));
                let x = ZeroPadding2D(1, name = pool1_pad)(x);
                let x = MaxPooling2D(3, strides = 2, name = pool1_pool)(x);
                for (stage, filters, strides, blocks) in
                    [(conv2, 64, 1, $conv2), (conv3, 128, 2, $conv3), (conv4, 256, 2, $conv4), (conv5, 512, 2, $conv5)]
                {
                    x = widening(x, filters, strides, "{stage}_block1");
                    for i in 2..=blocks {
                        x = keeping(x, filters, "{stage}_block{i}");
                    }
                }
                let $x = x;
                $($top)*
            }
        }
    };
}

resnet! {
    /// ResNet-50: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    ResNet50(224, 224), [3, 4, 6, 3], x => {
        let x = GlobalAveragePooling2D(name = avg_pool)(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

resnet! {
    /// ResNet-50 without its top, for images of any size: Keras's `ResNet50(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 2048), rounded up.
    ResNet50Features(_, _), [3, 4, 6, 3], x => { x }
}

resnet! {
    /// ResNet-101: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    ResNet101(224, 224), [3, 4, 23, 3], x => {
        let x = GlobalAveragePooling2D(name = avg_pool)(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

resnet! {
    /// ResNet-101 without its top, for images of any size: Keras's `ResNet101(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 2048), rounded up.
    ResNet101Features(_, _), [3, 4, 23, 3], x => { x }
}

resnet! {
    /// ResNet-152: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    ResNet152(224, 224), [3, 8, 36, 3], x => {
        let x = GlobalAveragePooling2D(name = avg_pool)(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

resnet! {
    /// ResNet-152 without its top, for images of any size: Keras's `ResNet152(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 2048), rounded up.
    ResNet152Features(_, _), [3, 8, 36, 3], x => { x }
}
