"""Augmentation: what is random in Keras has a range of no width here."""

from layers import case

# A layer as Keras writes it, then the shape of its input; in training.
CASES = [
    ("RandomTranslation((0.3, 0.3), (-0.23, -0.23))", (2, 5, 7, 3)),
    ("RandomTranslation((0.3, 0.3), (-0.23, -0.23), fill_mode='reflect', interpolation='bilinear', fill_value=0.7)", (2, 5, 7, 3)),
    ("RandomTranslation((0.3, 0.3), (-0.23, -0.23), fill_mode='constant', interpolation='nearest', fill_value=0.7)", (2, 5, 7, 3)),
    ("RandomTranslation((0.3, 0.3), (-0.23, -0.23), fill_mode='wrap', interpolation='bilinear', fill_value=0.7)", (2, 5, 7, 3)),
    ("RandomTranslation((0.3, 0.3), (-0.23, -0.23), fill_mode='nearest', interpolation='nearest', fill_value=0.7)", (2, 5, 7, 3)),
    ("RandomRotation((0.13, 0.13))", (2, 7, 5, 2)),
    ("RandomRotation((0.13, 0.13), fill_mode='reflect', interpolation='bilinear', fill_value=0.7)", (2, 7, 5, 2)),
    ("RandomRotation((0.13, 0.13), fill_mode='constant', interpolation='nearest', fill_value=0.7)", (2, 7, 5, 2)),
    ("RandomRotation((0.13, 0.13), fill_mode='wrap', interpolation='bilinear', fill_value=0.7)", (2, 7, 5, 2)),
    ("RandomRotation((0.13, 0.13), fill_mode='nearest', interpolation='nearest', fill_value=0.7)", (2, 7, 5, 2)),
    ("RandomRotation((-0.61, -0.61))", (1, 4, 6, 1)),
    ("RandomRotation((-0.61, -0.61), fill_mode='reflect', interpolation='bilinear', fill_value=0.7)", (1, 4, 6, 1)),
    ("RandomRotation((-0.61, -0.61), fill_mode='constant', interpolation='nearest', fill_value=0.7)", (1, 4, 6, 1)),
    ("RandomRotation((-0.61, -0.61), fill_mode='wrap', interpolation='bilinear', fill_value=0.7)", (1, 4, 6, 1)),
    ("RandomRotation((-0.61, -0.61), fill_mode='nearest', interpolation='nearest', fill_value=0.7)", (1, 4, 6, 1)),
    ("RandomZoom((0.37, 0.37))", (2, 5, 7, 3)),
    ("RandomZoom((0.37, 0.37), fill_mode='reflect', interpolation='bilinear', fill_value=0.7)", (2, 5, 7, 3)),
    ("RandomZoom((0.37, 0.37), fill_mode='constant', interpolation='nearest', fill_value=0.7)", (2, 5, 7, 3)),
    ("RandomZoom((0.37, 0.37), fill_mode='wrap', interpolation='bilinear', fill_value=0.7)", (2, 5, 7, 3)),
    ("RandomZoom((0.37, 0.37), fill_mode='nearest', interpolation='nearest', fill_value=0.7)", (2, 5, 7, 3)),
    ("RandomZoom((-0.43, -0.43), (0.55, 0.55))", (2, 6, 5, 2)),
    ("RandomZoom((-0.43, -0.43), (0.55, 0.55), fill_mode='reflect', interpolation='bilinear', fill_value=0.7)", (2, 6, 5, 2)),
    ("RandomZoom((-0.43, -0.43), (0.55, 0.55), fill_mode='constant', interpolation='nearest', fill_value=0.7)", (2, 6, 5, 2)),
    ("RandomZoom((-0.43, -0.43), (0.55, 0.55), fill_mode='wrap', interpolation='bilinear', fill_value=0.7)", (2, 6, 5, 2)),
    ("RandomZoom((-0.43, -0.43), (0.55, 0.55), fill_mode='nearest', interpolation='nearest', fill_value=0.7)", (2, 6, 5, 2)),
]

# These when asked, too: nothing happens.
ASKED = [CASES[0], CASES[5], CASES[15]]


def fixture():
    cases = [case(source, [shape], training=True) for source, shape in CASES]
    cases += [case(source, [shape]) for source, shape in ASKED]
    cases.append(case("RandomFlip()", [(2, 5, 3, 2)]))
    return {"cases": cases}
