"""Initializers. A random one is known by the statistics of a large draw, the others by their values."""

import numpy as np
from keras import initializers
from writing import array, number

RANDOM = """
RandomNormal()
RandomNormal(mean=0.4, stddev=0.2)
RandomUniform()
RandomUniform(minval=-1.0, maxval=2.0)
TruncatedNormal()
TruncatedNormal(mean=0.3, stddev=0.5)
VarianceScaling()
VarianceScaling(scale=2.0, mode='fan_out', distribution='uniform')
VarianceScaling(scale=0.5, mode='fan_avg', distribution='untruncated_normal')
GlorotUniform()
GlorotNormal()
HeUniform()
HeNormal()
LecunUniform()
LecunNormal()
Orthogonal()
Orthogonal(gain=1.7)
""".strip().splitlines()

FIXED = [
    ("Zeros()", (2, 3)),
    ("Ones()", (2, 3)),
    ("Constant(0.3)", (4,)),
    ("Identity()", (3, 3)),
    ("Identity(gain=2.5)", (2, 4)),
]

# Those that are computed.
NEARLY = [
    ("STFT()", (7, 1, 5)),
    ("STFT('imag', 'hamming', 'spectrum', True)", (8, 1, 5)),
    ("STFT('real', None)", (6, 1, 4)),
    ("STFT('imag', scaling=None)", (3, 1, 9)),
]

# A vector, a kernel of Dense and a kernel of a convolution: their fans are counted differently.
SHAPES = [(20000,), (400, 200), (3, 5, 80, 40)]
SEEDS = 5


def fixture():
    drawn = [
        drawing(source, shape)
        for source in RANDOM
        for shape in SHAPES
        if not (source.startswith("Orthogonal") and len(shape) == 1)
    ]
    fixed = [
        {"keras": source, "values": array(eval(source, vars(initializers))(shape))}
        for source, shape in FIXED
    ]
    nearly = [{"keras": source, "values": array(eval(source, vars(initializers))(shape))} for source, shape in NEARLY]
    return {"random": drawn, "fixed": fixed, "nearly": nearly}


def drawing(source, shape):
    maker, arguments = source[:-1].split("(")
    draws = []
    for seed in range(SEEDS):
        seeded = f"{maker}({', '.join(filter(None, [arguments, f'seed={seed}']))})"
        draws.append(np.asarray(eval(seeded, vars(initializers))(shape), dtype="float64"))
    values = np.stack(draws)
    return {
        "keras": source,
        "shape": list(shape),
        "mean": number(values.mean()),
        "deviation": number(values.std()),
        "least": number(values.min()),
        "greatest": number(values.max()),
    }
