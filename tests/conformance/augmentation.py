"""Augmentation: what is random in Keras has a range of no width here."""

from layers import case

# A layer as Keras writes it, then the shape of its input; in training.
CASES = [
    ("RandomTranslation((0.3, 0.3), (-0.23, -0.23))", (2, 5, 7, 3)),
    ("RandomTranslation((0.3, 0.3), (-0.23, -0.23), 'reflect', 'bilinear')", (2, 5, 7, 3)),
    ("RandomTranslation((0.3, 0.3), (-0.23, -0.23), 'constant', 'nearest', fill_value=0.7)", (2, 5, 7, 3)),
    ("RandomTranslation((0.3, 0.3), (-0.23, -0.23), 'wrap', 'bilinear')", (2, 5, 7, 3)),
    ("RandomTranslation((0.3, 0.3), (-0.23, -0.23), 'nearest', 'nearest')", (2, 5, 7, 3)),
    ("RandomRotation((0.13, 0.13))", (2, 7, 5, 2)),
    ("RandomRotation((0.13, 0.13), 'reflect', 'bilinear')", (2, 7, 5, 2)),
    ("RandomRotation((0.13, 0.13), 'constant', 'nearest', fill_value=0.7)", (2, 7, 5, 2)),
    ("RandomRotation((0.13, 0.13), 'wrap', 'bilinear')", (2, 7, 5, 2)),
    ("RandomRotation((0.13, 0.13), 'nearest', 'nearest')", (2, 7, 5, 2)),
    ("RandomRotation((-0.61, -0.61))", (1, 4, 6, 1)),
    ("RandomRotation((-0.61, -0.61), 'reflect', 'bilinear')", (1, 4, 6, 1)),
    ("RandomRotation((-0.61, -0.61), 'constant', 'nearest', fill_value=0.7)", (1, 4, 6, 1)),
    ("RandomRotation((-0.61, -0.61), 'wrap', 'bilinear')", (1, 4, 6, 1)),
    ("RandomRotation((-0.61, -0.61), 'nearest', 'nearest')", (1, 4, 6, 1)),
    ("RandomZoom((0.37, 0.37))", (2, 5, 7, 3)),
    ("RandomZoom((0.37, 0.37), None, 'reflect', 'bilinear')", (2, 5, 7, 3)),
    ("RandomZoom((0.37, 0.37), None, 'constant', 'nearest', fill_value=0.7)", (2, 5, 7, 3)),
    ("RandomZoom((0.37, 0.37), None, 'wrap', 'bilinear')", (2, 5, 7, 3)),
    ("RandomZoom((0.37, 0.37), None, 'nearest', 'nearest')", (2, 5, 7, 3)),
    ("RandomZoom((-0.43, -0.43), (0.55, 0.55))", (2, 6, 5, 2)),
    ("RandomZoom((-0.43, -0.43), (0.55, 0.55), 'reflect', 'bilinear')", (2, 6, 5, 2)),
    ("RandomZoom((-0.43, -0.43), (0.55, 0.55), 'constant', 'nearest', fill_value=0.7)", (2, 6, 5, 2)),
    ("RandomZoom((-0.43, -0.43), (0.55, 0.55), 'wrap', 'bilinear')", (2, 6, 5, 2)),
    ("RandomZoom((-0.43, -0.43), (0.55, 0.55), 'nearest', 'nearest')", (2, 6, 5, 2)),
]

# These when asked, too: nothing happens.
ASKED = [
    ("RandomTranslation((0.3, 0.3), (-0.23, -0.23))", (2, 5, 7, 3)),
    ("RandomRotation((0.13, 0.13))", (2, 7, 5, 2)),
    ("RandomZoom((0.37, 0.37))", (2, 5, 7, 3)),
    ("RandomFlip()", (2, 5, 3, 2)),
]


def fixture():
    cases = [case(source, [shape], training=True) for source, shape in CASES]
    return {"cases": cases + [case(source, [shape]) for source, shape in ASKED]}
