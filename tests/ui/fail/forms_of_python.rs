//! What Python writes and Rust does not, and what is written instead.

use keras::prelude::*;

fn main() {
    sequential![Dense(units: 64, input = 784)];
    sequential![Dense { units: 64 }];
    sequential![Input(4), Lambda(lambda x: x * 2.0)];
    sequential![Input(4), Lambda(|x| x ** 2)];
    sequential![
        Dense(32, input = 784), # hidden
        Dense(10),
    ];
    sequential!([Dense(32, input = 784), Dense(10)]);
    sequential![layers.Dense(32, input = 784), keras.layers.Dense(10)];
    sequential![Dense(32, activation = tf.nn.relu, kernel_regularizer = regularizers.l2(0.01), input = 784)];
    sequential![Dense(32, activation = relu if true else tanh, input = 784)];
    sequential![Dense(32, use_bias = not True, input = 784)];
    sequential![Dense(32, **arguments, input = 784)];
    sequential![BatchNormalization(renorm = true, renorm_clipping = {"rmax": 3.0}, input = 3)];
    metrics![AUC(curve: PR)];
    layer!(Dense(units: 32));
}
