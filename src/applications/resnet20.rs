//! ResNet-20: the small residual network, for images of 32 × 32 such as CIFAR's.
//!
//! He, Zhang, Ren and Sun, [Deep residual learning for image recognition](https://arxiv.org/abs/1512.03385), section 4.2,
//! with the convolution on the shortcuts that Keras's example on CIFAR-10 has.

use crate::graph;

graph! {
    /// ResNet-20: images of 32 × 32 × 3 in, the probabilities of ten classes out.
    ///
    /// Three stages of three blocks each, of 16, 32 and 64 filters. Weight decay of 1e-4 is part of the model.
    pub struct ResNet20 {
        fn convolved(x, filters, size, strides) {
            Conv2D(
                filters,
                size,
                strides = strides,
                padding = same,
                kernel_initializer = he_normal,
                kernel_regularizer = l2(1e-4),
            )(x)
        }
        fn residual(x, shortcut, filters, strides) {
            let y = BatchNormalization()(convolved(x, filters, 3, strides));
            let y = Activation(relu)(y);
            let y = BatchNormalization()(convolved(y, filters, 3, 1));
            Activation(relu)(shortcut + y)
        }

        let image = Input(32, 32, 3);
        let x = Activation(relu)(BatchNormalization()(convolved(image, 16, 3, 1)));
        for _ in 0..3 {
            x = residual(x, x, 16, 1);
        }
        for filters in [32, 64] {
            let shortcut = convolved(x, filters, 1, 2);
            x = residual(x, shortcut, filters, 2);
            for _ in 0..2 {
                x = residual(x, x, filters, 1);
            }
        }
        let x = GlobalAveragePooling2D()(x);
        Dense(10, activation = softmax, kernel_initializer = he_normal)(x)
    }
}
