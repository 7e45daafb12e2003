"""Embedding, alone and before layers to which it hands its mask."""

import numpy as np
from layers import case

# Layers as Keras writes them, one after the other, then the shape of the ids.
CASES = [
    ("Embedding(7, 4)", (3, 5)),
    ("Embedding(7, 1)", (2, 1)),
    ("Embedding(7, 4)", (2, 3, 2)),
    ("Embedding(7, 4, embeddings_regularizer=l2(0.05))", (3, 5)),
    ("Embedding(7, 4, mask_zero=True)", (3, 5)),
    ("Embedding(7, 4, mask_zero=True), LSTM(3)", (3, 5)),
    ("Embedding(7, 4, mask_zero=True), GRU(3, return_sequences=True)", (3, 5)),
    ("Embedding(7, 4, mask_zero=True), Dropout(0.3), Dense(3), SimpleRNN(2)", (3, 5)),
    ("Embedding(7, 4, mask_zero=True), GlobalAveragePooling1D()", (3, 5)),
    # The first layer once more, the other way.
    ("ReversibleEmbedding(7, 4)", (3, 5)),
    ("ReversibleEmbedding(7, 4, mask_zero=True), LSTM(3)", (3, 5)),
    ("ReversibleEmbedding(7, 4), Dense(4), 'reverse'", (3, 5)),
    ("ReversibleEmbedding(7, 4, mask_zero=True, logit_soft_cap=0.5), Dense(4), 'reverse'", (3, 5)),
    ("ReversibleEmbedding(7, 4, tie_weights=False, embeddings_regularizer=l2(0.05)), 'reverse'", (3, 5)),
    ("ReversibleEmbedding(7, 4), LSTM(4), 'reverse'", (3, 5)),
]


def fixture():
    return {"cases": [case(source, [shape], call=call, prepare=ids) for source, shape in CASES]}


def call(chain, ends):
    (x,) = ends
    for layer in chain if isinstance(chain, tuple) else (chain,):
        x = chain[0](x, reverse=True) if layer == "reverse" else layer(x)
    return x


def ids(source, inputs):
    """Ids below 7, small ones more often; a sample ends in zeros, and one is nothing else if it has not to be averaged."""
    (drawn,) = inputs
    ids = np.minimum(np.abs(drawn * 4).astype("int32"), 6).astype("float32")
    if drawn.shape == (3, 5):
        ids[:2] = np.maximum(ids[:2], 1)
        ids[0, 3:] = 0
        ids[2] = ids[2, 0] if "Average" in source else 0
    return [ids]
