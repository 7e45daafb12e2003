"""Functions of `keras.ops.nn` and others that are made of operations: normalizations, attention, encodings, loops."""

import numpy as np
from calls import case
from drawing import Draw

SOURCES = """
moments(x, axes=[0, 2])
moments(x, axes=[1], keepdims=True)
batch_normalization(x, g, square(h), 1)
batch_normalization(x, g, square(h), -2, offset=h, scale=g, epsilon=0.1)
layer_normalization(x, axis=1)
layer_normalization(x, gamma=l, beta=m, axis=-1, epsilon=0.01)
rms_normalization(x)
rms_normalization(x, scale=l, axis=-1, epsilon=0.1)
psnr(x, y, 3.0)
multi_hot(i, 4)
dot_product_attention(q, k, v)
dot_product_attention(q, k, v, is_causal=True, scale=0.3)
dot_product_attention(q, k, v, bias=w, mask=greater(w, 0.0))
dot_product_attention(q, one, two)
cond(any(greater(x, 0.0)), lambda: square(x), lambda: x)
switch(7, [lambda a, b: a + b, lambda a, b: a * b], x, y)
fori_loop(1, 4, lambda i, a: a * x + i, y)
while_loop(lambda a: sum(a) < 40.0, lambda a: (a + 1.0,), (x,))
scan(lambda a, b: (a * b, a + b), y[0], x, reverse=True)
vectorized_map(lambda a: a * sum(a), x)
associative_scan(lambda a, b: a * b, x, reverse=True, axis=1)
ctc_decode(stop_gradient(z), n)
ctc_decode(stop_gradient(z), n, merge_repeated=False, mask_index=2)
ctc_decode(stop_gradient(z), n, "beam_search", top_paths=3)
ctc_decode(stop_gradient(z), n, "beam_search", beam_width=3, top_paths=2, mask_index=3)
""".strip().splitlines()


def fixture():
    return {"cases": [case(source, inputs(source)) for source in SOURCES]}


def inputs(source):
    draw = Draw(source)
    return {
        "x": draw.normal(2, 3, 2),
        "y": draw.normal(2, 3, 2),
        "g": draw.normal(3),
        "h": draw.normal(3),
        "l": draw.normal(2),
        "m": draw.normal(2),
        "q": draw.normal(1, 3, 2, 4),
        "k": draw.normal(1, 3, 2, 4),
        "v": draw.normal(1, 3, 2, 4),
        "w": draw.normal(1, 2, 3, 3),
        "one": draw.normal(1, 3, 1, 4),
        "two": draw.normal(1, 3, 1, 4),
        "i": draw.classes(3, 2, count=4).astype("float32"),
        "z": draw.normal(3, 6, 4),
        "n": np.array([6, 4, 1], "float32"),
    }
