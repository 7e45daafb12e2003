"""Pooling, and what moves or repeats pixels: odd sizes, strides, paddings; cases as those of `layers.py`."""

from layers import case

SERIES = [
    ("MaxPooling1D()", (2, 7, 3)),
    ("MaxPooling1D(3, strides=1, padding='same')", (2, 6, 3)),
    ("MaxPooling1D(2, 3)", (2, 8, 1)),
    ("AveragePooling1D(2)", (2, 7, 3)),
    ("AveragePooling1D(3, 2, 'same')", (2, 6, 17)),
    ("AveragePooling1D(2, 3)", (2, 8, 1)),
    ("GlobalMaxPooling1D()", (2, 5, 3)),
    ("GlobalMaxPooling1D(keepdims=True)", (2, 5, 3)),
    ("GlobalAveragePooling1D()", (2, 5, 3)),
    ("GlobalAveragePooling1D(keepdims=True)", (2, 70, 3)),
    ("ZeroPadding1D()", (2, 3, 2)),
    ("ZeroPadding1D(2)", (2, 3, 2)),
    ("ZeroPadding1D((0, 3))", (2, 3, 2)),
    ("Cropping1D()", (2, 5, 2)),
    ("Cropping1D(2)", (2, 5, 2)),
    ("Cropping1D((0, 3))", (2, 5, 2)),
    ("UpSampling1D()", (2, 3, 2)),
    ("UpSampling1D(3)", (2, 3, 5)),
]

IMAGES = [
    ("MaxPooling2D()", (2, 6, 7, 3)),
    ("MaxPooling2D(3, 2, 'same')", (2, 7, 8, 3)),
    ("MaxPooling2D((2, 3), strides=(1, 2))", (2, 5, 6, 9)),
    ("MaxPooling2D(3, strides=1, padding='same')", (1, 4, 5, 16)),
    ("MaxPooling2D((1, 2))", (2, 3, 5, 1)),
    ("AveragePooling2D(2)", (2, 6, 7, 3)),
    ("AveragePooling2D(3, 2, 'same')", (2, 7, 8, 3)),
    ("AveragePooling2D((2, 3), strides=(1, 2))", (2, 5, 6, 9)),
    ("AveragePooling2D(3, strides=1, padding='same')", (1, 4, 5, 16)),
    ("GlobalMaxPooling2D()", (2, 3, 5, 4)),
    ("GlobalMaxPooling2D(keepdims=True)", (2, 3, 5, 4)),
    ("GlobalAveragePooling2D()", (2, 3, 5, 4)),
    ("GlobalAveragePooling2D(keepdims=True)", (2, 3, 5, 4)),
    ("ZeroPadding2D()", (2, 3, 2, 3)),
    ("ZeroPadding2D(2)", (2, 3, 2, 3)),
    ("ZeroPadding2D((1, 2))", (2, 3, 2, 3)),
    ("ZeroPadding2D(((0, 1), (2, 3)))", (2, 3, 2, 3)),
    ("Cropping2D()", (2, 5, 6, 3)),
    ("Cropping2D(1)", (2, 5, 6, 3)),
    ("Cropping2D((1, 2))", (2, 5, 6, 3)),
    ("Cropping2D(((0, 1), (2, 3)))", (2, 5, 6, 3)),
    ("UpSampling2D()", (2, 3, 2, 3)),
    ("UpSampling2D((1, 3))", (2, 3, 2, 3)),
    ("UpSampling2D(2, interpolation='bilinear')", (2, 3, 2, 3)),
    ("UpSampling2D((3, 2), interpolation='bilinear')", (1, 1, 4, 2)),
    ("UpSampling2D(3, interpolation='bicubic')", (1, 4, 5, 2)),
    ("UpSampling2D(2, interpolation='lanczos3')", (1, 4, 5, 2)),
    ("UpSampling2D(2, interpolation='lanczos5')", (1, 4, 7, 1)),
]

VOLUMES = [
    ("MaxPooling3D()", (2, 4, 5, 4, 3)),
    ("MaxPooling3D((2, 1, 3), 2, 'same')", (1, 3, 4, 5, 2)),
    ("AveragePooling3D(2)", (2, 4, 5, 4, 3)),
    ("AveragePooling3D((2, 1, 3), 2, 'same')", (1, 3, 4, 5, 2)),
    ("GlobalMaxPooling3D()", (2, 2, 3, 2, 4)),
    ("GlobalMaxPooling3D(keepdims=True)", (2, 2, 3, 2, 4)),
    ("GlobalAveragePooling3D()", (2, 2, 3, 2, 4)),
    ("GlobalAveragePooling3D(keepdims=True)", (2, 2, 3, 2, 4)),
    ("ZeroPadding3D()", (1, 2, 1, 2, 3)),
    ("ZeroPadding3D((1, 0, 2))", (1, 2, 1, 2, 3)),
    ("ZeroPadding3D(((0, 1), (2, 0), (1, 0)))", (1, 2, 1, 2, 3)),
    ("Cropping3D()", (1, 3, 4, 5, 2)),
    ("Cropping3D((1, 0, 2))", (1, 3, 4, 5, 2)),
    ("Cropping3D(((0, 1), (2, 0), (1, 0)))", (1, 3, 4, 5, 2)),
    ("UpSampling3D()", (1, 2, 1, 2, 3)),
    ("UpSampling3D((1, 3, 2))", (1, 2, 1, 2, 3)),
]


def fixture():
    return {"cases": [case(source, shapes) for source, *shapes in SERIES + IMAGES + VOLUMES]}
