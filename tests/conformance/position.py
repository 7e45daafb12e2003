"""Positions in a sequence, with KerasHub: `pip install keras-hub==0.32.0`, which asks for TensorFlow, though nothing here
needs it: with `--no-deps`, and then `kagglehub kagglesdk regex tokenizers`, it does without."""

import keras
import keras_hub
from embedding import ids
from layers import case

HUB = ["PositionEmbedding", "SinePositionEncoding", "TokenAndPositionEmbedding"]

CASES = [
    ("PositionEmbedding(5)", (3, 5, 4)),
    ("PositionEmbedding(7)", (3, 5, 4)),
    ("PositionEmbedding(3)", (2, 4, 3, 2)),
    ("SinePositionEncoding()", (3, 5, 4)),
    ("SinePositionEncoding(max_wavelength=30)", (2, 50, 5)),
    ("SinePositionEncoding()", (2, 4, 3, 2)),
    ("TokenAndPositionEmbedding(7, 5, 4)", (3, 5)),
    ("TokenAndPositionEmbedding(7, 9, 4)", (3, 5)),
    ("TokenAndPositionEmbedding(7, 5, 4, mask_zero=True), LSTM(3)", (3, 5)),
]


def fixture():
    for name in HUB:
        setattr(keras.layers, name, getattr(keras_hub.layers, name))
    return {"cases": [case(source, [shape], call=call, prepare=prepare) for source, shape in CASES]}


def call(chain, ends):
    (x,) = ends
    for layer in chain if isinstance(chain, tuple) else (chain,):
        x = layer(x)
    return x


def prepare(source, inputs):
    return ids(source, inputs) if source.startswith("Token") else inputs
