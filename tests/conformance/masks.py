"""Layers on masked tensors, whose padding is any numbers: output, its mask, and the gradients of the places that count."""

import jax
import jax.numpy as jnp
import keras
from drawing import Draw
from keras.src.backend.common.masking import get_keras_mask, set_keras_mask
from writing import array, arrays

# The last sample is nothing but padding.
A = [[1, 1, 0, 0], [0, 1, 1, 1], [1, 0, 0, 1], [0, 0, 0, 0]]
B = [[1, 0, 1, 0], [1, 1, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]]
C = [[0, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 0], [0, 0, 0, 0]]
ONE = [[1], [0], [1], [0]]
FULL = [[1, 1, 0, 0], [0, 1, 1, 1], [1, 0, 0, 1], [0, 0, 1, 0]]
# Words of three sentences: of the second document one sentence is padding.
WORDS = [[[1, 1, 0], [0, 1, 0], [1, 1, 1]], [[0, 1, 1], [0, 0, 0], [1, 0, 0]]]
OTHER_WORDS = [[[1, 0, 0], [1, 1, 0], [0, 1, 1]], [[0, 1, 0], [1, 0, 1], [0, 0, 0]]]

STEPS = (4, 4, 3)
SENTENCES = (2, 3, 3, 2)
JOINS = ("Add()", "Average()", "Multiply()", "Maximum()", "Minimum()", "Concatenate()", "Concatenate(axis=1)")

# A layer as Keras writes it, whether it is learning, then its inputs: a shape, and a mask if it has one.
CASES = [
    *((layer, False, (STEPS, A), (STEPS, B)) for layer in (*JOINS, "Subtract()", "Dot(axes=2)")),
    *((layer, False, (STEPS, A), (STEPS, None)) for layer in (*JOINS, "Subtract()")),
    *((layer, False, (STEPS, None), (STEPS, B)) for layer in (*JOINS, "Subtract()")),
    *((layer, False, (STEPS, A), (STEPS, B), (STEPS, C)) for layer in JOINS),
    *((layer, False, (STEPS, A), (STEPS, None), (STEPS, C)) for layer in JOINS),
    *((layer, False, (STEPS, A), (STEPS, B), (STEPS, None)) for layer in ("Multiply()", "Maximum()")),
    *((layer, False, (STEPS, A), ((4, 1, 3), ONE)) for layer in JOINS if "Concatenate()" != layer),
    *((layer, False, ((4, 4, 1), A), (STEPS, B)) for layer in ("Multiply()", "Maximum()", "Minimum()")),
    *((layer, False, (SENTENCES, WORDS), (SENTENCES, OTHER_WORDS)) for layer in (*JOINS, "Concatenate(axis=2)")),
    ("GlobalAveragePooling1D()", False, (STEPS, FULL)),
    ("GlobalAveragePooling1D(keepdims=True)", False, (STEPS, FULL)),
    ("GlobalMaxPooling1D()", False, (STEPS, A)),
    ("BatchNormalization()", True, (STEPS, A)),
    ("BatchNormalization()", True, (SENTENCES, WORDS)),
    ("LayerNormalization()", False, (STEPS, A)),
    ("GroupNormalization(1)", False, (STEPS, A)),
    ("TimeDistributed(LSTM(3))", False, (SENTENCES, WORDS)),
    ("TimeDistributed(GRU(2, return_sequences=True))", False, (SENTENCES, WORDS)),
    ("TimeDistributed(Bidirectional(SimpleRNN(2)))", False, (SENTENCES, WORDS)),
    ("TimeDistributed(Dense(3))", False, (STEPS, A)),
    ("TimeDistributed(LSTM(3)), LSTM(2)", False, (SENTENCES, WORDS)),
    ("LSTM(3, return_sequences=True)", False, (STEPS, A)),
    ("GRU(3, go_backwards=True)", False, (STEPS, A)),
    ("Bidirectional(LSTM(2, return_sequences=True))", False, (STEPS, A)),
    ("RNN(StackedRNNCells([LSTMCell(2), GRUCell(3)]), return_sequences=True)", False, (STEPS, A)),
]


def fixture():
    return {"cases": [case(source, training, given) for source, training, *given in CASES]}


def case(source, training, given):
    draw = Draw(f"{source} {[shape for shape, _ in given]} {[mask for _, mask in given]}")
    chain = eval(source, dict(vars(keras.layers)))
    chain = chain if isinstance(chain, tuple) else (chain,)
    inputs = [jnp.asarray(draw.normal(*shape)) for shape, _ in given]
    masks = [None if mask is None else jnp.asarray(mask, bool) for _, mask in given]

    def call(inputs):
        y, mask = inputs if len(inputs) > 1 else inputs[0], None
        for x, of_x in zip(inputs, masks):
            set_keras_mask(x, of_x)
        for layer in chain:
            y = layer(y, training=training) if training else layer(y)
            # A sentence counts if one of its words does: Keras leaves the mask of the words.
            mask = get_keras_mask(y)
            if mask is not None and mask.ndim >= y.ndim:
                mask = jnp.any(mask, axis=-1)
                set_keras_mask(y, mask)
        return y, mask

    call(inputs)
    variables = [weight for layer in chain for weight in layer.trainable_variables]
    averages = [weight for layer in chain for weight in layer.non_trainable_weights]
    weights = [draw.normal(*weight.shape, scale=0.6) for weight in variables]
    kept = [draw.uniform(*weight.shape, low=0.5, high=1.5) for weight in averages]

    def run(inputs, weights):
        pairs = [*zip(variables, weights), *zip(averages, map(jnp.asarray, kept))]
        with keras.StatelessScope(state_mapping=pairs) as scope:
            y, mask = call([x + 0 for x in inputs])
        return y, mask, [scope.get_current_value(average) for average in averages]

    output, mask, updated = run(inputs, weights)
    cotangent = draw.normal(*output.shape)

    def objective(inputs, weights):
        return jnp.sum(run(inputs, weights)[0] * cotangent)

    input_gradients, weight_gradients = jax.grad(objective, argnums=(0, 1))(inputs, weights)
    return {
        "keras": source,
        "training": training,
        "inputs": arrays(inputs),
        "masks": [None if mask is None else array(mask.astype("int32")) for mask in masks],
        "weights": arrays([*weights, *kept]),
        "updated": arrays(updated),
        "output": array(output),
        "mask": None if mask is None else array(mask.astype("int32")),
        "cotangent": array(cotangent),
        "input_gradients": arrays(input_gradients),
        "weight_gradients": arrays(weight_gradients),
    }
