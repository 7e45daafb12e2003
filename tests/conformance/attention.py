"""Attention, called on query, value and maybe key; several outputs are joined into one."""

import re

from keras import layers
from layers import case

QUERY, VALUE, KEY = (3, 4, 6), (3, 5, 6), (3, 5, 2)
IMAGE, HIGHER, WIDER = (3, 4, 3, 6), (3, 5, 3, 6), (3, 4, 5, 6)

# A layer as Keras writes it, and what is given with the call; then the shapes of its inputs, of which one alone is the
# query and the value. `masked` counts the inputs that go through `Masking`, `attention_mask` says that the last input
# is one.
CASES = [
    ("Attention()", QUERY, VALUE),
    ("Attention()", QUERY),
    ("Attention()", QUERY, KEY, VALUE),
    ("Attention(use_scale=True)", QUERY, VALUE),
    ("Attention(score_mode='concat')", QUERY, VALUE),
    ("Attention(use_scale=True, score_mode='concat')", QUERY, KEY, VALUE),
    ("Attention(), dict(use_causal_mask=True)", QUERY),
    ("Attention(score_mode='concat'), dict(use_causal_mask=True)", QUERY, VALUE),
    ("Attention(), dict(return_attention_scores=True)", QUERY, VALUE),
    ("Attention(), dict(masked=2)", QUERY, VALUE),
    ("Attention(score_mode='concat', dropout=0.3), dict(masked=2, return_attention_scores=True)", QUERY, VALUE),
    ("Attention(), dict(masked=2, use_causal_mask=True)", QUERY, VALUE),
    ("AdditiveAttention()", QUERY, VALUE),
    ("AdditiveAttention()", QUERY),
    ("AdditiveAttention()", QUERY, KEY, VALUE),
    ("AdditiveAttention(use_scale=False)", QUERY, VALUE),
    ("AdditiveAttention(), dict(use_causal_mask=True)", QUERY),
    ("AdditiveAttention(), dict(return_attention_scores=True)", QUERY, VALUE),
    ("AdditiveAttention(), dict(masked=3)", QUERY, KEY, VALUE),
    ("GroupQueryAttention(3, 4, 2)", QUERY, VALUE),
    ("GroupQueryAttention(3, 4, 2)", QUERY),
    ("GroupQueryAttention(2, 6, 2)", QUERY, VALUE, KEY),
    ("GroupQueryAttention(3, 4, 1, use_bias=False)", QUERY, VALUE),
    ("GroupQueryAttention(3, 4, 4, use_gate=True)", QUERY, VALUE),
    ("GroupQueryAttention(3, 4, 2, sliding_window=2), dict(use_causal_mask=True)", QUERY),
    ("GroupQueryAttention(3, 4, 2, kernel_regularizer=l2(0.02), activity_regularizer=l2(0.02))", QUERY, VALUE),
    ("GroupQueryAttention(3, 4, 2), dict(use_causal_mask=True)", QUERY),
    ("GroupQueryAttention(3, 4, 2), dict(return_attention_scores=True)", QUERY, VALUE),
    ("GroupQueryAttention(3, 4, 2), dict(attention_mask=True)", QUERY, VALUE, (3, 4, 5)),
    ("GroupQueryAttention(3, 4, 2), dict(masked=2)", QUERY, VALUE),
    ("GroupQueryAttention(3, 4, 2, dropout=0.3), dict(masked=2)", QUERY, VALUE),
    ("MultiHeadAttention(2, 3)", QUERY, VALUE),
    ("MultiHeadAttention(2, 3)", QUERY),
    ("MultiHeadAttention(2, 3)", QUERY, KEY, VALUE),
    ("MultiHeadAttention(1, 4)", QUERY, KEY),
    # Keras on JAX fails where values are of another width, unless the scores are wanted, too.
    ("MultiHeadAttention(5, 1, value_dim=3), dict(return_attention_scores=True)", QUERY, KEY, VALUE),
    ("MultiHeadAttention(2, 3, use_bias=False)", QUERY, VALUE),
    ("MultiHeadAttention(2, 3, output_shape=7)", QUERY, VALUE),
    ("MultiHeadAttention(2, 3, output_shape=(2, 3))", QUERY, VALUE),
    ("MultiHeadAttention(2, 3, sliding_window=2)", QUERY),
    ("MultiHeadAttention(2, 3, use_gate=True)", QUERY, KEY),
    ("MultiHeadAttention(2, 3, 2, use_gate=True), dict(return_attention_scores=True)", QUERY, KEY),
    ("MultiHeadAttention(2, 3, use_gate=True, use_bias=False)", QUERY),
    ("MultiHeadAttention(2, 3, kernel_regularizer=l2(0.02), bias_regularizer=l1(0.03))", QUERY, VALUE),
    ("MultiHeadAttention(2, 3, activity_regularizer=l2(0.02), use_gate=True)", QUERY, VALUE),
    ("MultiHeadAttention(2, 3), dict(use_causal_mask=True)", QUERY),
    ("MultiHeadAttention(2, 3), dict(use_causal_mask=True)", VALUE, QUERY),
    ("MultiHeadAttention(2, 3, sliding_window=2), dict(use_causal_mask=True)", QUERY),
    ("MultiHeadAttention(2, 3), dict(return_attention_scores=True)", QUERY, VALUE),
    ("MultiHeadAttention(2, 3), dict(attention_mask=True)", QUERY, VALUE, (3, 4, 5)),
    ("MultiHeadAttention(2, 3), dict(attention_mask=True)", QUERY, KEY, VALUE, (3, 4, 5)),
    ("MultiHeadAttention(2, 3), dict(masked=2)", QUERY, VALUE),
    ("MultiHeadAttention(2, 3), dict(masked=3)", QUERY, KEY, VALUE),
    ("MultiHeadAttention(2, 3), dict(masked=1, use_causal_mask=True)", QUERY),
    ("MultiHeadAttention(2, 3), dict(masked=2, return_attention_scores=True)", QUERY, VALUE),
    ("MultiHeadAttention(2, 3, dropout=0.3), dict(masked=2)", QUERY, VALUE),
    ("MultiHeadAttention(2, 3), dict(masked=1, attention_mask=True)", QUERY, VALUE, (3, 4, 5)),
    ("MultiHeadAttention(2, 3)", IMAGE),
    ("MultiHeadAttention(2, 3, attention_axes=1), dict(return_attention_scores=True)", IMAGE, HIGHER),
    ("MultiHeadAttention(2, 3, attention_axes=(2, 1), use_gate=True), dict(return_attention_scores=True)", IMAGE),
    ("MultiHeadAttention(2, 3, attention_axes=-2, output_shape=5)", IMAGE, WIDER),
    ("MultiHeadAttention(1, 2, attention_axes=(1, 3), activity_regularizer=l2(0.02))", (2, 3, 2, 4, 5)),
    ("MultiHeadAttention(2, 3, attention_axes=2), dict(masked=2)", IMAGE, WIDER),
    ("MultiHeadAttention(2, 3, attention_axes=1), dict(use_causal_mask=True)", IMAGE),
    ("MultiHeadAttention(2, 3, attention_axes=1, sliding_window=2)", IMAGE),
    ("MultiHeadAttention(1, 2, attention_axes=2), dict(attention_mask=True)", IMAGE, WIDER, (3, 4, 3, 5)),
    ("MultiHeadAttention(1, 2, attention_axes=1), dict(attention_mask=True)", IMAGE, HIGHER, (3, 4, 5)),
    ("MultiHeadAttention(1, 2), dict(attention_mask=True)", IMAGE, (3, 2, 5, 6), (3, 4, 3, 2, 5)),
]


def fixture():
    return {"cases": [case(source, shapes, call=call, prepare=prepare) for source, *shapes in CASES]}


def call(chain, ends):
    layer, given = chain if isinstance(chain, tuple) else (chain, {})
    if given.pop("attention_mask", False):
        *ends, given["attention_mask"] = ends
    masked = given.pop("masked", 0)
    ends = [layers.Masking()(end) if i < masked else end for i, end in enumerate(ends)]
    ends = ends * 2 if len(ends) == 1 else ends
    in_heads = isinstance(layer, (layers.GroupQueryAttention, layers.MultiHeadAttention))
    y = layer(*ends, **given) if in_heads else layer(ends, **given)
    if not isinstance(y, (list, tuple)):
        return y
    return layers.Concatenate()([layers.Flatten()(part) for part in y])


def prepare(source, inputs):
    """Zeros for `Masking` to see, among them whole samples, and masks of zeros and ones."""
    if "attention_mask" in source:
        inputs[-1] = (inputs[-1] > -0.5).astype("float32")
        inputs[-1][1, 2] = 0
    masked = re.search(r"masked=(\d)", source)
    for sequence in inputs[: int(masked[1]) if masked else 0]:
        sequence[0, 1] = 0
        sequence[1, -2:] = 0
    if masked:
        inputs[0][2] = 0
        # Keras asks the others for a step that counts.
        if source.startswith("MultiHead") and masked[1] != "1":
            inputs[1][0] = 0
    return inputs
