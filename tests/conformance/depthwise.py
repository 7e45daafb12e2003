"""Convolutions by channel: odd sizes, strides, paddings, dilations, multipliers; cases as those of `layers.py`."""

from layers import case

CASES = [
    ("DepthwiseConv1D(3)", (2, 7, 3)),
    ("DepthwiseConv1D(2, strides=3, padding='same', depth_multiplier=2)", (2, 8, 3)),
    ("DepthwiseConv1D(3, dilation_rate=2, use_bias=False)", (2, 7, 9)),
    ("DepthwiseConv2D(3)", (2, 6, 5, 3)),
    ("DepthwiseConv2D(3, 2, 'same', activation='relu')", (2, 7, 6, 17)),
    ("DepthwiseConv2D((2, 3), padding='same', depth_multiplier=3, activation='tanh')", (2, 5, 6, 2)),
    ("DepthwiseConv2D(3, dilation_rate=(1, 2), use_bias=False)", (1, 6, 7, 8)),
    ("DepthwiseConv2D(2, activation='silu', depthwise_regularizer=l2(0.1), activity_regularizer=l1(0.01))", (2, 4, 4, 3)),
    ("SeparableConv1D(4, 3)", (2, 7, 3)),
    ("SeparableConv1D(4, 2, strides=2, padding='same', depth_multiplier=2)", (2, 7, 3)),
    ("SeparableConv1D(5, 3, dilation_rate=2, use_bias=False, activation='relu')", (2, 7, 3)),
    ("SeparableConv2D(4, 3)", (2, 6, 5, 3)),
    ("SeparableConv2D(7, (2, 3), 2, 'same', depth_multiplier=2, activation='relu')", (2, 5, 6, 3)),
    ("SeparableConv2D(4, 3, dilation_rate=(1, 2), use_bias=False)", (1, 6, 7, 8)),
    ("SeparableConv2D(3, 2, activation='elu', pointwise_regularizer=l2(0.1), depthwise_regularizer=l1(0.1))", (2, 4, 4, 3)),
]


def fixture():
    return {"cases": [case(source, shapes) for source, *shapes in CASES]}
