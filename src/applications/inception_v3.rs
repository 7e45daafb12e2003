//! Inception-V3: modules of convolutions of several sizes side by side, large ones as two narrow ones.
//!
//! Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, [Rethinking the Inception architecture for computer
//! vision](https://arxiv.org/abs/1512.00567). In Keras:
//! [`keras.applications.InceptionV3`](https://keras.io/api/applications/inceptionv3/).

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::from_minus_one_to_one as preprocess_input;

use crate::graph;

/// The modules, and what stands after them.
macro_rules! inception_v3 {
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
                fn pooled(x, filters) {
                    same_size(AveragePooling2D(3, strides = 1, padding = same)(x), filters, 1)
                }
                fn of_35(x, filters, name) {
                    let a = same_size(x, 64, 1);
                    let b = same_size(same_size(x, 48, 1), 64, 5);
                    let c = same_size(same_size(same_size(x, 64, 1), 96, 3), 96, 3);
                    Concatenate(name = name)([a, b, c, pooled(x, filters)])
                }
                fn of_17(x, filters, name) {
                    let a = same_size(x, 192, 1);
                    let b = same_size(same_size(same_size(x, filters, 1), filters, (1, 7)), 192, (7, 1));
                    let c = same_size(same_size(x, filters, 1), filters, (7, 1));
                    let c = same_size(same_size(same_size(c, filters, (1, 7)), filters, (7, 1)), 192, (1, 7));
                    Concatenate(name = name)([a, b, c, pooled(x, 192)])
                }

                let image = Input($height, $width, 3);
                let x = convolved(image, 32, 3, 2, valid);
                let x = same_size(convolved(x, 32, 3, 1, valid), 64, 3);
                let x = MaxPooling2D(3, strides = 2)(x);
                let x = convolved(convolved(x, 80, 1, 1, valid), 192, 3, 1, valid);
                let x = MaxPooling2D(3, strides = 2)(x);
                let x = of_35(x, 32, mixed0);
                let x = of_35(x, 64, mixed1);
                let x = of_35(x, 64, mixed2);

                let a = shrunk(x, 384);
                let b = shrunk(same_size(same_size(x, 64, 1), 96, 3), 96);
                let x = Concatenate(name = mixed3)([a, b, MaxPooling2D(3, strides = 2)(x)]);
                for (filters, name) in [(128, mixed4), (160, mixed5), (160, mixed6), (192, mixed7)] {
                    x = of_17(x, filters, name);
                }

                let a = shrunk(same_size(x, 192, 1), 320);
                let b = shrunk(same_size(same_size(same_size(x, 192, 1), 192, (1, 7)), 192, (7, 1)), 192);
                let x = Concatenate(name = mixed8)([a, b, MaxPooling2D(3, strides = 2)(x)]);
                for (i, name) in [(0, mixed9), (1, mixed10)] {
                    let a = same_size(x, 320, 1);
                    let b = same_size(x, 384, 1);
                    let b = [same_size(b, 384, (1, 3)), same_size(b, 384, (3, 1))];
                    let b = Concatenate(name = "mixed9_{i}")(b);
                    let c = same_size(same_size(x, 448, 1), 384, 3);
                    let c = Concatenate()([same_size(c, 384, (1, 3)), same_size(c, 384, (3, 1))]);
                    x = Concatenate(name = name)([a, b, c, pooled(x, 192)]);
                }
                let $x = x;
                $($top)*
            }
        }
    };
}

inception_v3! {
    /// Inception-V3: images of 299 × 299 × 3 in, the probabilities of ImageNet's 1000 classes out.
    InceptionV3(299, 299), x => {
        let x = GlobalAveragePooling2D(name = avg_pool)(x);
        Dense(1000, activation = softmax, name = predictions)(x)
    }
}

inception_v3! {
    /// Inception-V3 without its top, for images of any size from 75 × 75: Keras's `InceptionV3(include_top=False)`.
    ///
    /// (299, 299, 3) becomes (8, 8, 2048).
    Features(_, _), x => { x }
}
