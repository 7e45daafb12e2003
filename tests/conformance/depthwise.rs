use crate::cases::Cases;
use keras::prelude::*;

#[test]
fn depthwise_convolutions_agree_with_keras() {
    let mut cases = Cases::of("depthwise", &["DepthwiseConv1D", "DepthwiseConv2D"]);
    cases.check("DepthwiseConv1D(3)", sequential![DepthwiseConv1D(3, input = (7, 3))]);
    cases.check(
        "DepthwiseConv1D(2, strides=3, padding='same', depth_multiplier=2)",
        sequential![DepthwiseConv1D(2, strides = 3, padding = same, depth_multiplier = 2, input = (8, 3))],
    );
    cases.check(
        "DepthwiseConv1D(3, dilation_rate=2, use_bias=False)",
        sequential![DepthwiseConv1D(3, dilation_rate = 2, use_bias = false, input = (7, 9))],
    );
    cases.check("DepthwiseConv2D(3)", sequential![DepthwiseConv2D(3, input = (6, 5, 3))]);
    cases.check(
        "DepthwiseConv2D(3, 2, 'same', activation='relu')",
        sequential![DepthwiseConv2D(3, 2, same, activation = relu, input = (7, 6, 17))],
    );
    cases.check(
        "DepthwiseConv2D((2, 3), padding='same', depth_multiplier=3, activation='tanh')",
        sequential![DepthwiseConv2D(
            (2, 3),
            padding = same,
            depth_multiplier = 3,
            activation = tanh,
            input = (5, 6, 2)
        )],
    );
    cases.check(
        "DepthwiseConv2D(3, dilation_rate=(1, 2), use_bias=False)",
        sequential![DepthwiseConv2D(3, dilation_rate = (1, 2), use_bias = false, input = (6, 7, 8))],
    );
    cases.check(
        "DepthwiseConv2D(2, activation='silu', depthwise_regularizer=l2(0.1), activity_regularizer=l1(0.01))",
        sequential![DepthwiseConv2D(
            2,
            activation = silu,
            depthwise_regularizer = l2(0.1),
            activity_regularizer = l1(0.01),
            input = (4, 4, 3)
        )],
    );
    cases.finish();
}

#[test]
fn separable_convolutions_agree_with_keras() {
    let mut cases = Cases::of("depthwise", &["SeparableConv1D", "SeparableConv2D"]);
    cases.check("SeparableConv1D(4, 3)", sequential![SeparableConv1D(4, 3, input = (7, 3))]);
    cases.check(
        "SeparableConv1D(4, 2, strides=2, padding='same', depth_multiplier=2)",
        sequential![SeparableConv1D(4, 2, strides = 2, padding = same, depth_multiplier = 2, input = (7, 3))],
    );
    cases.check(
        "SeparableConv1D(5, 3, dilation_rate=2, use_bias=False, activation='relu')",
        sequential![SeparableConv1D(
            5,
            3,
            dilation_rate = 2,
            use_bias = false,
            activation = relu,
            input = (7, 3)
        )],
    );
    cases.check("SeparableConv2D(4, 3)", sequential![SeparableConv2D(4, 3, input = (6, 5, 3))]);
    cases.check(
        "SeparableConv2D(7, (2, 3), 2, 'same', depth_multiplier=2, activation='relu')",
        sequential![SeparableConv2D(
            7,
            (2, 3),
            2,
            same,
            depth_multiplier = 2,
            activation = relu,
            input = (5, 6, 3)
        )],
    );
    cases.check(
        "SeparableConv2D(4, 3, dilation_rate=(1, 2), use_bias=False)",
        sequential![SeparableConv2D(4, 3, dilation_rate = (1, 2), use_bias = false, input = (6, 7, 8))],
    );
    cases.check("SeparableConv2D(3, 2, activation='elu', pointwise_regularizer=l2(0.1), depthwise_regularizer=l1(0.1))", sequential![SeparableConv2D(3, 2, activation = elu, pointwise_regularizer = l2(0.1), depthwise_regularizer = l1(0.1), input = (4, 4, 3))]);
    cases.finish();
}
