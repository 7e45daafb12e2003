"""Normalization: as layers, and those that behave otherwise in training are computed in both ways."""

from layers import case

# A layer as Keras writes it, then the shape of its input.
CASES = [
    ("LayerNormalization()", (3, 5)),
    ("LayerNormalization()", (2, 3, 20)),
    ("LayerNormalization(axis=1)", (2, 3, 5)),
    ("LayerNormalization(axis=(1, 2))", (2, 3, 5)),
    ("LayerNormalization(axis=(1, 2, 3), epsilon=0.01)", (2, 3, 4, 3)),
    ("LayerNormalization(axis=(1, 3))", (2, 3, 4, 3)),
    ("LayerNormalization(center=False)", (3, 7)),
    ("LayerNormalization(scale=False)", (3, 7)),
    ("LayerNormalization(beta_regularizer=l1(0.1), gamma_regularizer=l2(0.2))", (3, 7)),
    ("RMSNormalization()", (3, 5)),
    ("RMSNormalization()", (2, 3, 20)),
    ("RMSNormalization(epsilon=0.01)", (2, 3, 4, 3)),
    ("RMSNormalization(axis=(1, 2))", (2, 3, 5)),
    ("RMSNormalization(axis=(-1, -2))", (2, 3, 4, 5)),
    ("UnitNormalization()", (3, 5)),
    ("UnitNormalization()", (2, 3, 20)),
    ("UnitNormalization(axis=1)", (2, 3, 5)),
    ("UnitNormalization(axis=(1, 2))", (2, 3, 5)),
    ("UnitNormalization(axis=(1, 3))", (2, 3, 4, 3)),
    ("Normalization(mean=0.5, variance=2.0)", (3, 5)),
    ("Normalization(axis=1, mean=[0.5, -0.5, 0.1], variance=[2.0, 0.0, 0.3])", (2, 3, 4)),
    ("Normalization(axis=(1, 2), mean=[0.5, -0.5], variance=[2.0, 0.3], invert=True)", (2, 3, 2)),
    ("GroupNormalization(2)", (3, 6)),
    ("GroupNormalization(groups=3)", (2, 3, 5, 6)),
    ("GroupNormalization(groups=1, epsilon=0.01)", (2, 5, 4)),
    ("GroupNormalization(groups=-1)", (2, 5, 4)),
    ("GroupNormalization(groups=2, axis=1)", (2, 4, 5)),
    ("GroupNormalization()", (2, 2, 3, 64)),
    ("GroupNormalization(2, center=False, scale=False)", (3, 6)),
    ("GroupNormalization(2, beta_regularizer=l1(0.1), gamma_regularizer=l2(0.2))", (3, 6)),
]

# These in training, too.
TRAINED = [
    ("BatchNormalization()", (7, 5)),
    ("BatchNormalization()", (2, 3, 5)),
    ("BatchNormalization()", (2, 5, 3, 3)),
    ("BatchNormalization()", (2, 3, 2, 3, 17)),
    ("BatchNormalization(axis=1)", (3, 2, 5)),
    ("BatchNormalization(axis=-2, momentum=0.7, epsilon=0.01)", (2, 3, 4, 3)),
    ("BatchNormalization(center=False)", (5, 3)),
    ("BatchNormalization(scale=False)", (5, 3)),
    ("BatchNormalization(center=False, scale=False)", (5, 3)),
    ("BatchNormalization(beta_regularizer=l1(0.1), gamma_regularizer=l2(0.2))", (5, 3)),
    ("BatchNormalization(trainable=False)", (5, 3)),
    ("BatchNormalization(renorm=True)", (7, 5)),
    ("BatchNormalization(renorm=True, renorm_clipping={'rmin': 0.8, 'rmax': 1.5, 'dmax': 0.3}, renorm_momentum=0.7)", (2, 3, 5)),
    ("BatchNormalization(axis=1, center=False, scale=False, renorm=True, renorm_clipping={'dmax': 0.5})", (3, 2, 5)),
    ("Sequential([ReLU(), Masking(), BatchNormalization(renorm=True)])", (4, 5, 2)),
    ("Sequential([ReLU(), Masking(), BatchNormalization()])", (4, 5, 2)),
]


def fixture():
    cases = [case(source, [shape]) for source, shape in CASES + TRAINED]
    cases += [case(source, [shape], training=True) for source, shape in TRAINED]
    return {"cases": cases}
