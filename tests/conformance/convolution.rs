use crate::cases::Cases;
use keras::prelude::*;

#[test]
fn convolutions_agree_with_keras() {
    let mut cases = Cases::of("convolution", &["Conv1D", "Conv2D", "Conv3D"]);
    cases.check("Conv1D(4, 3)", sequential![Conv1D(4, 3, input = (7, 3))]);
    cases.check(
        "Conv1D(4, 3, 2, padding='same', activation='relu')",
        sequential![Conv1D(4, 3, 2, padding = same, activation = relu, input = (8, 3))],
    );
    cases.check(
        "Conv1D(3, 2, padding='causal', dilation_rate=3)",
        sequential![Conv1D(3, 2, padding = causal, dilation_rate = 3, input = (9, 2))],
    );
    cases.check(
        "Conv1D(3, 4, strides=2, padding='causal')",
        sequential![Conv1D(3, 4, strides = 2, padding = causal, input = (9, 2))],
    );
    cases.check(
        "Conv1D(6, 3, groups=3, use_bias=False)",
        sequential![Conv1D(6, 3, groups = 3, use_bias = false, input = (5, 3))],
    );
    cases.check("Conv2D(4, 3)", sequential![Conv2D(4, 3, input = (5, 6, 3))]);
    cases.check("Conv2D(4, 3)", sequential![Conv2D(4, 3, input = (3, 3, 1))]);
    cases.check(
        "Conv2D(5, 3, padding='same', activation='relu')",
        sequential![Conv2D(5, 3, padding = same, activation = relu, input = (4, 5, 9))],
    );
    cases.check(
        "Conv2D(3, (2, 3), padding='same')",
        sequential![Conv2D(3, (2, 3), padding = same, input = (5, 4, 2))],
    );
    cases.check(
        "Conv2D(3, 3, strides=2, padding='same')",
        sequential![Conv2D(3, 3, strides = 2, padding = same, input = (7, 6, 2))],
    );
    cases.check(
        "Conv2D(3, 3, strides=2, padding='same')",
        sequential![Conv2D(3, 3, strides = 2, padding = same, input = (6, 7, 2))],
    );
    cases.check("Conv2D(3, (3, 2), (2, 3))", sequential![Conv2D(3, (3, 2), (2, 3), input = (8, 9, 2))]);
    cases.check("Conv2D(17, 1)", sequential![Conv2D(17, 1, input = (3, 4, 10))]);
    cases.check(
        "Conv2D(4, 1, strides=2, use_bias=False)",
        sequential![Conv2D(4, 1, strides = 2, use_bias = false, input = (5, 4, 3))],
    );
    cases.check(
        "Conv2D(3, 2, dilation_rate=(2, 3))",
        sequential![Conv2D(3, 2, dilation_rate = (2, 3), input = (5, 6, 2))],
    );
    cases.check(
        "Conv2D(3, 3, padding='same', dilation_rate=2)",
        sequential![Conv2D(3, 3, padding = same, dilation_rate = 2, input = (5, 4, 2))],
    );
    cases.check(
        "Conv2D(6, 3, padding='same', groups=2)",
        sequential![Conv2D(6, 3, padding = same, groups = 2, input = (4, 3, 4))],
    );
    cases.check(
        "Conv2D(4, 5, padding='same', activation='softmax')",
        sequential![Conv2D(4, 5, padding = same, activation = softmax, input = (3, 3, 2))],
    );
    cases.check(
        "Conv2D(3, 3, activation='sigmoid', activity_regularizer=l2(0.02))",
        sequential![Conv2D(3, 3, activation = sigmoid, activity_regularizer = l2(0.02), input = (5, 4, 2))],
    );
    cases.check(
        "Conv2D(3, 3, kernel_regularizer=l2(0.03), bias_regularizer=l1(0.01))",
        sequential![Conv2D(
            3,
            3,
            kernel_regularizer = l2(0.03),
            bias_regularizer = l1(0.01),
            input = (4, 4, 2)
        )],
    );
    cases.check("Conv3D(3, 2)", sequential![Conv3D(3, 2, input = (3, 4, 3, 2))]);
    cases.check(
        "Conv3D(2, (1, 3, 2), strides=(1, 2, 3), padding='same')",
        sequential![Conv3D(2, (1, 3, 2), strides = (1, 2, 3), padding = same, input = (2, 5, 4, 3))],
    );
    cases.check(
        "Conv3D(2, 2, dilation_rate=(2, 1, 2), groups=2, activation='tanh')",
        sequential![Conv3D(
            2,
            2,
            dilation_rate = (2, 1, 2),
            groups = 2,
            activation = tanh,
            input = (3, 3, 4, 4)
        )],
    );
    cases.finish();
}

#[test]
fn transposed_convolutions_agree_with_keras() {
    let mut cases = Cases::of("convolution", &["Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"]);
    cases.check("Conv1DTranspose(4, 3)", sequential![Conv1DTranspose(4, 3, input = (5, 3))]);
    cases.check("Conv1DTranspose(4, 3, 2)", sequential![Conv1DTranspose(4, 3, 2, input = (4, 3))]);
    cases.check("Conv1DTranspose(4, 2, 3)", sequential![Conv1DTranspose(4, 2, 3, input = (4, 3))]);
    cases.check(
        "Conv1DTranspose(3, 3, strides=2, padding='same', output_padding=1)",
        sequential![Conv1DTranspose(3, 3, strides = 2, padding = same, output_padding = 1, input = (4, 2))],
    );
    cases.check(
        "Conv1DTranspose(3, 4, strides=3, padding='same', output_padding=1)",
        sequential![Conv1DTranspose(3, 4, strides = 3, padding = same, output_padding = 1, input = (4, 2))],
    );
    cases.check(
        "Conv1DTranspose(3, 2, dilation_rate=3)",
        sequential![Conv1DTranspose(3, 2, dilation_rate = 3, input = (4, 2))],
    );
    cases.check("Conv2DTranspose(4, 3)", sequential![Conv2DTranspose(4, 3, input = (3, 4, 3))]);
    cases.check(
        "Conv2DTranspose(4, 3, strides=2, padding='same', activation='relu')",
        sequential![Conv2DTranspose(4, 3, strides = 2, padding = same, activation = relu, input = (3, 2, 9))],
    );
    cases.check(
        "Conv2DTranspose(3, 2, 2, use_bias=False)",
        sequential![Conv2DTranspose(3, 2, 2, use_bias = false, input = (3, 2, 2))],
    );
    cases.check(
        "Conv2DTranspose(3, (4, 3), (3, 2), padding='same')",
        sequential![Conv2DTranspose(3, (4, 3), (3, 2), padding = same, input = (2, 3, 2))],
    );
    cases.check(
        "Conv2DTranspose(3, (2, 1), (3, 2))",
        sequential![Conv2DTranspose(3, (2, 1), (3, 2), input = (2, 3, 2))],
    );
    cases.check(
        "Conv2DTranspose(2, 3, strides=3, output_padding=(2, 0))",
        sequential![Conv2DTranspose(2, 3, strides = 3, output_padding = (2, 0), input = (2, 3, 2))],
    );
    cases.check(
        "Conv2DTranspose(2, (5, 2), strides=(2, 3), padding='same', output_padding=(0, 2))",
        sequential![Conv2DTranspose(
            2,
            (5, 2),
            strides = (2, 3),
            padding = same,
            output_padding = (0, 2),
            input = (2, 3, 2)
        )],
    );
    cases.check(
        "Conv2DTranspose(2, 3, padding='same', dilation_rate=2)",
        sequential![Conv2DTranspose(2, 3, padding = same, dilation_rate = 2, input = (4, 3, 2))],
    );
    cases.check(
        "Conv3DTranspose(2, 2, strides=2)",
        sequential![Conv3DTranspose(2, 2, strides = 2, input = (2, 3, 2, 2))],
    );
    cases.check(
        "Conv3DTranspose(2, (1, 2, 3), strides=(2, 1, 2), padding='same')",
        sequential![Conv3DTranspose(2, (1, 2, 3), strides = (2, 1, 2), padding = same, input = (2, 3, 2, 2))],
    );
    cases.finish();
}
