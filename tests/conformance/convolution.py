"""Convolutions: output, added losses, and all gradients."""

import layers

# A layer as Keras writes it, then the shape of its input.
CASES = [
    ("Conv1D(4, 3)", (2, 7, 3)),
    ("Conv1D(4, 3, 2, padding='same', activation='relu')", (2, 8, 3)),
    ("Conv1D(3, 2, padding='causal', dilation_rate=3)", (2, 9, 2)),
    ("Conv1D(3, 4, strides=2, padding='causal')", (2, 9, 2)),
    ("Conv1D(6, 3, groups=3, use_bias=False)", (2, 5, 3)),
    ("Conv2D(4, 3)", (2, 5, 6, 3)),
    ("Conv2D(4, 3)", (2, 3, 3, 1)),
    ("Conv2D(5, 3, padding='same', activation='relu')", (2, 4, 5, 9)),
    ("Conv2D(3, (2, 3), padding='same')", (2, 5, 4, 2)),
    ("Conv2D(3, 3, strides=2, padding='same')", (1, 7, 6, 2)),
    ("Conv2D(3, 3, strides=2, padding='same')", (1, 6, 7, 2)),
    ("Conv2D(3, (3, 2), (2, 3))", (2, 8, 9, 2)),
    ("Conv2D(17, 1)", (2, 3, 4, 10)),
    ("Conv2D(4, 1, strides=2, use_bias=False)", (2, 5, 4, 3)),
    ("Conv2D(3, 2, dilation_rate=(2, 3))", (2, 5, 6, 2)),
    ("Conv2D(3, 3, padding='same', dilation_rate=2)", (2, 5, 4, 2)),
    ("Conv2D(6, 3, padding='same', groups=2)", (2, 4, 3, 4)),
    ("Conv2D(4, 5, padding='same', activation='softmax')", (1, 3, 3, 2)),
    ("Conv2D(3, 3, activation='sigmoid', activity_regularizer=l2(0.02))", (2, 5, 4, 2)),
    ("Conv2D(3, 3, kernel_regularizer=l2(0.03), bias_regularizer=l1(0.01))", (2, 4, 4, 2)),
    ("Conv3D(3, 2)", (2, 3, 4, 3, 2)),
    ("Conv3D(2, (1, 3, 2), strides=(1, 2, 3), padding='same')", (1, 2, 5, 4, 3)),
    ("Conv3D(2, 2, dilation_rate=(2, 1, 2), groups=2, activation='tanh')", (1, 3, 3, 4, 4)),
    ("Conv1DTranspose(4, 3)", (2, 5, 3)),
    ("Conv1DTranspose(4, 3, 2)", (2, 4, 3)),
    ("Conv1DTranspose(4, 2, 3)", (2, 4, 3)),
    ("Conv1DTranspose(3, 3, strides=2, padding='same', output_padding=1)", (2, 4, 2)),
    ("Conv1DTranspose(3, 4, strides=3, padding='same', output_padding=1)", (2, 4, 2)),
    ("Conv1DTranspose(3, 2, dilation_rate=3)", (2, 4, 2)),
    ("Conv2DTranspose(4, 3)", (2, 3, 4, 3)),
    ("Conv2DTranspose(4, 3, strides=2, padding='same', activation='relu')", (2, 3, 2, 9)),
    ("Conv2DTranspose(3, 2, 2, use_bias=False)", (2, 3, 2, 2)),
    ("Conv2DTranspose(3, (4, 3), (3, 2), padding='same')", (2, 2, 3, 2)),
    ("Conv2DTranspose(3, (2, 1), (3, 2))", (2, 2, 3, 2)),
    ("Conv2DTranspose(2, 3, strides=3, output_padding=(2, 0))", (1, 2, 3, 2)),
    ("Conv2DTranspose(2, (5, 2), strides=(2, 3), padding='same', output_padding=(0, 2))", (1, 2, 3, 2)),
    ("Conv2DTranspose(2, 3, padding='same', dilation_rate=2)", (1, 4, 3, 2)),
    ("Conv3DTranspose(2, 2, strides=2)", (1, 2, 3, 2, 2)),
    ("Conv3DTranspose(2, (1, 2, 3), strides=(2, 1, 2), padding='same')", (1, 2, 3, 2, 2)),
]


def fixture():
    return {"cases": [layers.case(source, shapes) for source, *shapes in CASES]}
