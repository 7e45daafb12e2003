"""Functional models as Keras writes them: whole files in `data/graphs/`, with what the models give.

The weights are small and of both signs, so that nothing saturates.
"""

import pathlib

import keras
import numpy as np
from keras import Input, Model, Sequential, layers, ops
from keras.src.ops.numpy import Copy
from saving import inputs, save_to
from writing import array, number

DATA = pathlib.Path(__file__).parent / "data" / "graphs"


def shared():
    """A layer of two calls, the earlier of which comes later in the graph; several inputs and outputs."""
    a, b = Input((4,), name="a"), Input((4,), name="b")
    tower = layers.Dense(3, activation="tanh", name="tower")
    x, y = tower(a), tower(b)
    again = layers.Dense(3, name="again")
    z = again(again(x))
    joined = layers.Concatenate(name="joined")([x, y, z])
    return Model([a, b], [layers.Dense(2, activation="softmax", name="label")(joined), x, tower(a + b)])


def nested():
    """Functional and sequential models inside each other, one of them called twice."""
    inner = Sequential([Input((3,)), layers.Dense(5, activation="relu"), layers.BatchNormalization(), layers.Dense(3)])
    x = Input((3,), name="inside")
    block = Model(x, layers.Add()([inner(x), x]), name="block")
    y = Input((3,), name="outside")
    return Model(y, layers.Dense(1)(block(block(y))))


def in_a_row():
    """A functional model in a sequential one, as transfer learning has it; all of it frozen."""
    image = Input((8, 8, 3))
    base = Model(image, layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3, activation="relu")(image)), name="base")
    base.trainable = False
    return Sequential([Input((8, 8, 3)), layers.Rescaling(0.5), base, layers.Dropout(0.5), layers.Dense(2)])


def transfer():
    """A frozen model that is called as when asked."""
    image = Input((6, 6, 1))
    base = Model(image, layers.BatchNormalization()(layers.Conv2D(2, 3)(image)), name="base")
    base.trainable = False
    x = Input((6, 6, 1))
    return Model(x, layers.Dense(2)(layers.Flatten()(base(x, training=False))))


def several():
    """A model of several inputs and outputs inside another one."""
    a, b = Input((3,), name="a"), Input((2,), name="b")
    pair = Model([a, b], [layers.Dense(2)(layers.Concatenate()([a, b])), layers.Dense(3)(b)], name="pair")
    x, y = Input((3,), name="x"), Input((2,), name="y")
    p, q = pair([x, y])
    return Model([x, y], layers.Dense(1)(layers.Concatenate()([p, q])))


def named():
    """Inputs by name, states, and arguments of the call."""
    q, v = Input((4, 6), name="q"), Input((5, 6), name="v")
    x = layers.MultiHeadAttention(2, 3)(q, value=v, key=v)
    y = layers.MultiHeadAttention(2, 3)(query=x, value=x, use_causal_mask=True)
    sequence, h, c = layers.LSTM(3, return_sequences=True, return_state=True)(y)
    z = layers.LSTM(3)(sequence, initial_state=[h, c])
    w = layers.Attention()([sequence, sequence], use_causal_mask=True)
    return Model([q, v], layers.Dense(2)(layers.Concatenate()([z, layers.GlobalAveragePooling1D()(w)])))


def axes():
    """Attention along some axes, and along all, which Keras writes alike."""
    x, y = Input((4, 3, 5), name="x"), Input((4, 2, 5), name="y")
    rows = layers.MultiHeadAttention(2, 3, attention_axes=2)(x, y)
    images = layers.MultiHeadAttention(2, 3)(rows, rows)
    columns = layers.MultiHeadAttention(1, 2, attention_axes=(-3,))(images, images, use_causal_mask=True)
    sequence = layers.Reshape((12, 5))(columns)
    return Model([x, y], layers.Dense(2)(layers.MultiHeadAttention(1, 2, attention_axes=1)(sequence, sequence)))


def tied():
    """A language model whose embedding goes both ways, and another with a matrix for the way back."""
    ids = Input((5,), dtype="int32", name="ids")
    words = layers.ReversibleEmbedding(7, 3, mask_zero=True, logit_soft_cap=2.0, name="words")
    others = layers.ReversibleEmbedding(7, 3, tie_weights=False, name="others")
    x = layers.Dense(3, activation="tanh")(words(ids)) + others(ids)
    return Model(ids, [words(x, reverse=True), others(x, reverse=True)])


def masked():
    """Masks through layers that join them, and through wrappers."""
    ids, numbers = Input((5,), dtype="int32", name="ids"), Input((5, 3), name="numbers")
    words = layers.Embedding(7, 3, mask_zero=True)(ids)
    known = layers.Masking()(numbers)
    x = layers.Add()([words, known])
    # Under its own name Keras would meet the operation that joins the masks, once it finds them again.
    x = layers.Concatenate(name="joined")([x, layers.Dense(2)(words)])
    x = layers.TimeDistributed(layers.Dense(4))(x)
    x = layers.Bidirectional(layers.GRU(2, return_sequences=True))(x)
    x = layers.MultiHeadAttention(1, 2)(x, x)
    return Model([ids, numbers], layers.Dense(1)(layers.GlobalAveragePooling1D()(x)))


def operations():
    """What is computed without layers."""
    x = Input((3,), name="x")
    y = layers.Dense(3)(x * 0.5 + 1.0)
    z = (1.0 - y) * x - y / 4.0
    z = ops.maximum(z, y)
    return Model(x, layers.Dense(2)(ops.minimum(z, x) + y))


def ended():
    """Operations on steps that are masked, whose mask ends there; inside a model, too."""
    ids = Input((5,), dtype="int32", name="ids")
    x = layers.Embedding(7, 3, mask_zero=True)(ids)
    y = x * 0.5 + layers.Dense(3)(x)
    inside = Input((5, 3), name="inside")
    block = Model(inside, 1.0 - inside, name="block")
    pooled = [layers.GlobalAveragePooling1D()(z) for z in [x, y, block(x), x / (y + 1.0), keras.activations.relu(x)]]
    last = layers.Concatenate()(pooled + [layers.LSTM(2)(x), layers.LSTM(2)(y)])
    return Model(ids, [layers.Dense(1, name="last")(last), layers.Dense(1, name="steps")(y), layers.Dense(1, name="masked")(x)])


def merged():
    """Masks that Keras merges by operations, and an operation that is called twice."""
    ids = Input((5,), dtype="int32", name="ids")
    x = layers.Embedding(7, 4, mask_zero=True)(ids)
    y = layers.Dense(4, activation="sigmoid")(x)
    copy = Copy()
    merged = [layers.Add()([x, y]), layers.Multiply()([x, y]), layers.Concatenate()([x, y])]
    attended = layers.Add()([x, layers.MultiHeadAttention(1, 2)(x, x)])
    unmasked = layers.Add()([copy(x), copy(y)])
    last = [layers.LSTM(2)(z) for z in merged + [attended]] + [layers.GlobalAveragePooling1D()(unmasked)]
    return Model(ids, layers.Dense(1)(layers.Concatenate()(last)))


def attended():
    """Attention, which takes the masks of what it is called on away from all that comes after it."""
    ids = Input((5,), dtype="int32", name="ids")
    x = layers.Embedding(7, 4, mask_zero=True)(ids)
    before = layers.GRU(2)(x)
    beside = layers.Dense(4)(x)
    y = layers.LayerNormalization()(layers.Add()([x, layers.MultiHeadAttention(1, 2)(x, x)]))
    z = layers.Add()([y, layers.MultiHeadAttention(1, 2)(y, y, use_causal_mask=True)])
    again = layers.Attention()([x, x])
    pooled = [layers.GlobalAveragePooling1D()(a) for a in [z, again, beside]]
    return Model(ids, layers.Dense(1)(layers.Concatenate()(pooled + [before])))


def tagged():
    """A mask that attention takes away from the loss."""
    ids = Input((5,), dtype="int32", name="ids")
    x = layers.Embedding(7, 4, mask_zero=True)(ids)
    x = layers.Add()([x, layers.MultiHeadAttention(1, 2)(x, x)])
    x = layers.Add()([x, layers.MultiHeadAttention(1, 2)(x, x)])
    return Model(ids, layers.Dense(1, name="tags")(layers.LayerNormalization()(x)))


def blocks():
    """The same inside a model, before and behind a normalization."""
    ids = Input((5,), dtype="int32", name="ids")
    inside = Input((5, 4), name="inside")
    block = Model(inside, layers.Add()([inside, layers.MultiHeadAttention(1, 2)(inside, inside)]), name="block")
    words = layers.Embedding(7, 4, mask_zero=True)(ids)
    coded = layers.Add()([words, block(words)])
    normal = layers.LayerNormalization()(coded)
    kept = layers.Add()([coded, layers.MultiHeadAttention(1, 2)(normal, normal)])
    scaled = layers.RMSNormalization()(kept)
    pooled = [layers.GlobalAveragePooling1D()(a) for a in [coded, kept, scaled]]
    return Model(ids, layers.Dense(1)(layers.Concatenate()(pooled + [layers.LSTM(2)(kept), layers.GRU(2)(scaled)])))


def lengths():
    """Sizes that only the data decides, and ids that Keras casts."""
    words = Input((None,), name="words")
    x = layers.Embedding(7, 3)(words)
    pooled = Model(words, layers.GlobalMaxPooling1D()(layers.Conv1D(4, 2, padding="same")(x)), name="pooled")
    ids = Input((6,), name="ids")
    return Model(ids, layers.Dense(1)(pooled(ids)))


def by_name():
    """Inputs and outputs in dictionaries."""
    given = {"right": Input((2,), name="right"), "left": Input((3,), name="left")}
    x = layers.Concatenate()([given["right"], given["left"]])
    return Model(given, {"sum": layers.Dense(1, name="sum")(x), "all": layers.Dense(2, name="all")(x)})


GRAPHS = [shared, nested, in_a_row, transfer, several, named, axes, tied, masked, operations, ended, merged, attended, tagged, blocks, lengths, by_name]


# Those that are kept in the form before version 3, too.
OLDER = [shared, nested, in_a_row, masked]


def fixture():
    DATA.mkdir(exist_ok=True)
    models = {}
    for make in GRAPHS:
        keras.utils.clear_session()
        keras.utils.set_random_seed(3)
        model = make()
        random = np.random.default_rng(2)
        model.set_weights([np.abs(random.normal(0.3, 0.3, w.shape)) for w in model.get_weights()])
        save_to(model, DATA / f"{make.__name__}.keras")
        if make in OLDER:
            model.save(DATA / f"{make.__name__}.h5")
        ids = ["ids" in x.name for x in model.inputs]
        given = [np.abs(x) * 3 // 1 % 7 if is_ids else x for is_ids, x in zip(ids, inputs(model))]
        by_names = dict(zip((x.name for x in model.inputs), given))
        found = model.predict(by_names if make is by_name else given if len(given) > 1 else given[0], verbose=0)
        found = keras.tree.flatten(found)
        models[make.__name__] = {"inputs": [array(x) for x in given], "outputs": [array(y) for y in found]}
        if make in (ended, tagged):
            model.compile("sgd", ["mse"] * len(found))
            losses = model.test_on_batch(given[0], [np.zeros(y.shape) for y in found])
            models[make.__name__]["losses"] = [number(loss) for loss in np.ravel(losses)[-len(found) :]]
    return models
