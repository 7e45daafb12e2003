"""Low-rank adaptations: the frozen weight stands before those that are trained."""

import re

from wrappers import ordered

# A layer as Keras writes it, then the shape of its input.
CASES = [
    ("Dense(4, lora_rank=2)", (3, 5)),
    ("Dense(4, activation='tanh', use_bias=False, lora_rank=2, lora_alpha=3)", (2, 3, 5)),
    ("EinsumDense('abc,cde->abde', (None, 3, 4), bias_axes='de', lora_rank=2, lora_alpha=1)", (2, 3, 5)),
]


def fixture():
    return {"cases": [ordered(source, shape, prepare=lambda layer: remind(layer, source)) for source, shape in CASES]}


def remind(layer, source):
    """Keras 3.15 forgets the argument `lora_alpha` when it builds a layer."""
    if alpha := re.search(r"lora_alpha=(\d+)", source):
        layer.lora_alpha = int(alpha[1])
