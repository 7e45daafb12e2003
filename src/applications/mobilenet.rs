//! MobileNet: each convolution as two, one of each channel by itself and one of the channels with each other.
//!
//! Howard, Zhu, Chen, Kalenichenko, Wang, Weyand, Andreetto and Adam, [MobileNets: efficient convolutional neural networks
//! for mobile vision applications](https://arxiv.org/abs/1704.04861). In Keras:
//! [`keras.applications.MobileNet`](https://keras.io/api/applications/mobilenet/), of width `alpha = 1.0`.

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::from_minus_one_to_one as preprocess_input;

use crate::graph;

/// The blocks, and what stands after them.
macro_rules! mobilenet {
    ($(#[$attribute:meta])* $name:ident($height:tt, $width:tt), $x:ident => { $($top:tt)* }) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn activated(x, name) {
                    ReLU(6.0, name = "{name}_relu")(BatchNormalization(name = "{name}_bn")(x))
                }
                fn pointwise(x, filters, i) {
                    let x = activated(x, "conv_dw_{i}");
                    let x = Conv2D(filters, 1, padding = same, use_bias = false, name = "conv_pw_{i}")(x);
                    activated(x, "conv_pw_{i}")
                }
                fn same_size(x, filters, i) {
                    let x = DepthwiseConv2D(3, padding = same, use_bias = false, name = "conv_dw_{i}")(x);
                    pointwise(x, filters, i)
                }
                fn half_size(x, filters, i) {
                    let x = ZeroPadding2D(((0, 1), (0, 1)), name = "conv_pad_{i}")(x);
                    let x = DepthwiseConv2D(3, strides = 2, use_bias = false, name = "conv_dw_{i}")(x);
                    pointwise(x, filters, i)
                }

                let image = Input($height, $width, 3);
                let x = Conv2D(32, 3, strides = 2, padding = same, use_bias = false, name = conv1)(image);
                let x = same_size(activated(x, conv1), 64, 1);
                let x = half_size(x, 128, 2);
                let x = same_size(x, 128, 3);
                let x = half_size(x, 256, 4);
                let x = same_size(x, 256, 5);
                let x = half_size(x, 512, 6);
                for i in 7..=11 {
                    x = same_size(x, 512, i);
                }
                let x = half_size(x, 1024, 12);
                let $x = same_size(x, 1024, 13);
                $($top)*
            }
        }
    };
}

mobilenet! {
    /// MobileNet: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    MobileNet(224, 224), x => {
        let x = GlobalAveragePooling2D(keepdims = true)(x);
        let x = Dropout(1e-3, name = dropout)(x);
        let x = Conv2D(1000, 1, padding = same, name = conv_preds)(x);
        Activation(softmax, name = predictions)(Reshape((1000,), name = reshape_2)(x))
    }
}

mobilenet! {
    /// MobileNet without its top, for images of any size: Keras's `MobileNet(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 1024), rounded up.
    Features(_, _), x => { x }
}
