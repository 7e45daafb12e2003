"""What Keras writes of models: layers, and the calls between them.

That Keras makes the models that are written here is checked as in `configs.py`, with

    KERAS_MODELS=/tmp/models.json cargo test --test conformance models
    python tests/conformance/models.py /tmp/models.json
"""

import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
from keras import Input, Model, Sequential
from keras.layers import LSTM, Add, Attention, Concatenate, Dense, Embedding, MultiHeadAttention


def stack():
    return Sequential([Input((4,)), Dense(3, activation="relu", trainable=False, name="hidden"), Dense(1)])


def residual():
    x = Input((4,), name="x")
    y = Dense(4)(x)
    z = Add()([x, y])
    return Model(x, [z, Dense(2, name="label")(z)])


def shared():
    a, b = Input((3,), name="a"), Input((3,), name="b")
    dense = Dense(3, name="shared")
    return Model([a, b], Concatenate()([dense(a), dense(dense(b))]))


def attention():
    a, b = Input((5, 4), name="a"), Input((6, 4), name="b")
    x = Attention()([a, b], use_causal_mask=True)
    return Model([a, b], MultiHeadAttention(2, 3)(x, b))


def states():
    ids = Input((5,), dtype="int32", name="ids")
    x = Embedding(7, 4)(ids)
    y, h, c = LSTM(3, return_sequences=True, return_state=True)(x)
    return Model(ids, LSTM(3)(y, initial_state=[h, c]))


def nested():
    x = Input((4,), name="x")
    encoder = Sequential([Input((4,)), Dense(2, name="code")], name="encoder")
    return Model(x, Dense(1, name="label")(encoder(x)), name="functional")


MODELS = [stack, residual, shared, attention, states, nested]


def fixture():
    return {model.__name__: written(model) for model in MODELS}


def written(model):
    keras.utils.clear_session()
    return facts(model())


def facts(model):
    outputs = [list(output.shape) for output in model.outputs]
    return {"json": json.loads(model.to_json()), "params": model.count_params(), "outputs": outputs}


def accept(path):
    """Makes the models in a file with Keras, and fails unless they have the outputs and the weights that it says."""
    with open(path) as file:
        models = json.load(file)
    for name, ours in models.items():
        keras.utils.clear_session()
        made = facts(keras.models.model_from_json(json.dumps(ours["json"])))
        for fact in ("params", "outputs"):
            if made[fact] != ours[fact]:
                sys.exit(f"{name}: {fact} {ours[fact]} become {made[fact]}")
    print(f"Keras makes {len(models)} models")


if __name__ == "__main__":
    accept(sys.argv[1])
