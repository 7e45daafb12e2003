//! VGG16: thirteen convolutions in five blocks, and three dense layers.
//!
//! Simonyan and Zisserman, [Very deep convolutional networks for large-scale image
//! recognition](https://arxiv.org/abs/1409.1556). In Keras: [`keras.applications.VGG16`](https://keras.io/api/applications/vgg/).

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::around_the_mean as preprocess_input;

use crate::sequential;

/// The blocks, and what stands after them.
macro_rules! vgg16 {
    ($(#[$attribute:meta])* $name:ident($height:tt, $width:tt), $($top:tt)*) => {
        sequential! {
            $(#[$attribute])*
            pub struct $name {
                Input($height, $width, 3),
                Conv2D(64, 3, activation = relu, padding = same, name = block1_conv1),
                Conv2D(64, 3, activation = relu, padding = same, name = block1_conv2),
                MaxPooling2D(2, strides = 2, name = block1_pool),
                Conv2D(128, 3, activation = relu, padding = same, name = block2_conv1),
                Conv2D(128, 3, activation = relu, padding = same, name = block2_conv2),
                MaxPooling2D(2, strides = 2, name = block2_pool),
                Conv2D(256, 3, activation = relu, padding = same, name = block3_conv1),
                Conv2D(256, 3, activation = relu, padding = same, name = block3_conv2),
                Conv2D(256, 3, activation = relu, padding = same, name = block3_conv3),
                MaxPooling2D(2, strides = 2, name = block3_pool),
                Conv2D(512, 3, activation = relu, padding = same, name = block4_conv1),
                Conv2D(512, 3, activation = relu, padding = same, name = block4_conv2),
                Conv2D(512, 3, activation = relu, padding = same, name = block4_conv3),
                MaxPooling2D(2, strides = 2, name = block4_pool),
                Conv2D(512, 3, activation = relu, padding = same, name = block5_conv1),
                Conv2D(512, 3, activation = relu, padding = same, name = block5_conv2),
                Conv2D(512, 3, activation = relu, padding = same, name = block5_conv3),
                MaxPooling2D(2, strides = 2, name = block5_pool),
                $($top)*
            }
        }
    };
}

vgg16! {
    /// VGG16 as it won fame: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    ///
    /// ```
    /// use keras::applications::VGG16;
    /// use keras::prelude::*;
    ///
    /// const WEIGHTS: usize = VGG16::PARAMS;
    /// assert_eq!(WEIGHTS, 138_357_544);
    /// ```
    VGG16(224, 224),
    Flatten(name = flatten),
    Dense(4096, activation = relu, name = fc1),
    Dense(4096, activation = relu, name = fc2),
    Dense(1000, activation = softmax, name = predictions),
}

vgg16! {
    /// VGG16 without its top, for images of any size: Keras's `VGG16(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 512).
    Features(_, _),
}
