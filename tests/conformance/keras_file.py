"""Files of models that are read while a program compiles. `fixture()` writes the files of `data/keras_file/` as well."""

import io
import pathlib
import zipfile

import h5py
import keras
import numpy as np
from keras import Input, Model, Sequential, layers, ops
from saving import inputs, save_to
from writing import array

DATA = pathlib.Path(__file__).parent / "data" / "keras_file"


def image():
    return Sequential(
        [
            Input((6, 6, 1)),
            layers.Conv2D(2, 3, name="eyes", kernel_regularizer="l2", padding="same"),
            layers.BatchNormalization(),
            layers.ReLU(6, negative_slope=0.1),
            layers.MaxPooling2D(2),
            layers.SeparableConv2D(3, 2),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(3, activation=layers.LeakyReLU(negative_slope=0.2), trainable=False),
            layers.Dense(2, activation="softmax", name="label"),
        ],
        name="image",
    )


def graph():
    """Models inside, a layer that is called twice, several inputs and outputs, names that are no identifiers."""
    a = Input((4,), name="a")
    ids = Input((5,), name="ids")
    coder = Sequential([Input((4,)), layers.Dense(3, name="relu"), layers.Dense(4, activation="relu")], name="coder")
    left, right = Input((4,)), Input((4,))
    y = layers.Dense(4)(left)
    joined = Model([left, right], [layers.Add()([y, right]), layers.Dense(2, name="x")(y)], name="joined")
    shared = layers.Dense(4, name="my-layer 1")
    x = shared(coder(a))
    x, short = joined([x, shared(a)])
    x = 0.5 * x + a * 2.0
    words = layers.Embedding(7, 4, name="type")(ids)
    h, state, cell = layers.LSTM(4, return_state=True, return_sequences=True, name="Memory")(words)
    h = layers.LSTM(4, return_sequences=True)(h, initial_state=[state, cell])
    h = layers.MultiHeadAttention(2, 2)(h, key=words, value=words, use_causal_mask=True)
    there, back = layers.Bidirectional(layers.GRU(2), merge_mode=None)(h)
    x = layers.Concatenate()([x, there, back, layers.Flatten()(layers.TimeDistributed(layers.Dense(1))(h))])
    return Model([ids, a], [layers.Dense(2, name="1st")(x), short], name="graph")


def steps():
    """Sizes that the data decide, masks, `+` behind them."""
    ids = Input((None,), dtype="int32")
    x = layers.Embedding(7, 3, mask_zero=True)(ids)
    x = layers.Bidirectional(layers.LSTM(2, return_sequences=True))(x)
    x = layers.RNN(layers.StackedRNNCells([layers.GRUCell(2), layers.SimpleRNNCell(2)]), return_sequences=True)(x)
    y = layers.LSTM(2)(x)
    return Model(ids, layers.Dense(1)(y + layers.Dense(2)(y)), name="steps")


def operations():
    """Operations, each of which a layer here is."""
    x = Input((4, 6), name="x")
    nn = keras.activations
    parts = [
        nn.gelu(x), nn.relu(x), nn.relu(x, max_value=0.5), nn.sigmoid(x), nn.tanh(x), nn.silu(x), nn.softmax(x), nn.elu(x),
        nn.leaky_relu(x), nn.selu(x), nn.softplus(x), nn.softsign(x), ops.softmax(x, axis=1), ops.relu6(x), ops.exp(x), -x,
    ]
    joined = ops.concatenate([ops.concatenate(parts[:8], axis=-1), ops.concatenate(parts[8:], axis=-1)], axis=2)
    turned = ops.transpose(joined, (0, 2, 1))
    return Model(x, layers.Dense(2)(ops.reshape(turned, (-1, 4 * 6 * len(parts)))), name="operations")


def operators():
    """What stands between tensors, and between a tensor and a number; activations that are called, with arguments."""
    a, b = Input((4,), name="a"), Input((4,), name="b")
    nn = keras.activations
    y = layers.Dense(4, activation="sigmoid")(a)
    joined = [y + b, y - b, y * b, b / y, ops.divide(a, y), ops.maximum(y, b), ops.minimum(y, b)]
    numbers = [y + 0.5, 0.5 + y, y - 0.5, 0.5 - y, y * 0.5, 0.5 * y, y / 4, ops.divide(y, 4)]
    functions = [
        nn.hard_sigmoid(b), nn.log_sigmoid(b), ops.hard_silu(b), nn.log_softmax(b), ops.softmax(b),
        nn.relu(b, negative_slope=0.1, threshold=0.2), nn.leaky_relu(b, negative_slope=0.3), nn.elu(b, alpha=0.5),
    ]
    all = ops.concatenate([ops.concatenate(parts, axis=-1) for parts in [joined, numbers, functions]], axis=-1)
    return Model([a, b], layers.Dense(2)(all) / layers.Dense(2)(y), name="operators")


def frames():
    """A model in each time step."""
    x = Input((5, 4), name="x")
    coder = Sequential([Input((4,)), layers.Dense(3, activation="relu"), layers.Dense(2)], name="coder")
    return Model(x, layers.TimeDistributed(coder)(x), name="frames")


def dictionary():
    """Outputs by keys, which are names of the other layer."""
    x = Input((4,), name="x")
    model = Model(x, {"b": layers.Dense(2, name="a")(x), "a": layers.Dense(2, name="b")(x)}, name="dictionary")
    model.compile("sgd", {"a": "mse", "b": "mae"})
    return model


def adapted():
    """Weights that stand in a file otherwise than in the model: merged with others, and in the groups of two layers."""
    x = Input((4,), name="x")
    y = layers.SpectralNormalization(layers.Dense(3), name="normalized")(layers.Dense(5, lora_rank=2)(x))
    return Model(x, layers.Dense(2)(y), name="adapted")


def fixture():
    DATA.mkdir(exist_ok=True)
    models = {}
    for make in [image, graph, steps, operations, operators, frames, dictionary, adapted]:
        keras.utils.clear_session()
        keras.utils.set_random_seed(3)
        model = make()
        random = np.random.default_rng(2)
        model.set_weights([np.abs(random.normal(0.5, 0.5, w.shape)) for w in model.get_weights()])
        save_to(model, DATA / f"{model.name}.keras")
        if model.name == "steps":
            given = [np.array([[1, 2, 3, 0], [4, 0, 0, 0]])]
        elif model.name == "graph":
            given = [np.array([[1, 2, 3, 0, 5], [4, 0, 6, 0, 1]]), inputs(Model(model.inputs[1], model.inputs[1]))[0]]
        else:
            given = inputs(model)
        found = model.predict(given if len(given) > 1 else given[0], verbose=0)
        found = [found[key] for key in sorted(found)] if isinstance(found, dict) else found
        found = found if isinstance(found, list) else [found]
        models[model.name] = {"inputs": [array(x) for x in given], "outputs": [array(y) for y in found]}
    packed()
    keras.utils.clear_session()
    ids = Input((4,), dtype="int32")
    save_to(Model(ids, layers.Hashing(5, name="mixed")(ids)), DATA / "unknown.keras")
    whole = (DATA / "image.keras").read_bytes()
    (DATA / "cut_off.keras").write_bytes(whole[: len(whole) // 2])
    (DATA / "text.keras").write_text("not an archive\n")
    transposed()
    return {"models": models}


def transposed():
    """A kernel of other axes than its layer has."""
    keras.utils.clear_session()
    save_to(keras.Sequential([Input((4,)), layers.Dense(3, name="mixed")]), DATA / "transposed.keras")
    with zipfile.ZipFile(DATA / "transposed.keras") as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    weights = io.BytesIO(parts["model.weights.h5"])
    with h5py.File(weights, "r+") as file:
        variables = file["layers/dense/vars"]
        kernel = variables["0"][()]
        del variables["0"]
        variables["0"] = kernel.T
    parts["model.weights.h5"] = weights.getvalue()
    with zipfile.ZipFile(DATA / "transposed.keras", "w") as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part), content)


def packed():
    """The same model deflated, with weights in chunks, some of them of half precision."""
    with zipfile.ZipFile(DATA / "image.keras") as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    plain, packed = io.BytesIO(parts["model.weights.h5"]), io.BytesIO()
    with h5py.File(plain) as source, h5py.File(packed, "w") as target:

        def copy(name, found):
            if isinstance(found, h5py.Dataset):
                values = found[()]
                half = values.astype("f2")
                is_half = values.dtype == "f4" and (half == values).all()
                options = {"compression": "gzip", "shuffle": True} if values.size > 1 else {}
                target.create_dataset(name, data=half if is_half else values, **options)
            else:
                group = target.require_group(name)
                group.attrs.update(found.attrs)

        source.visititems(copy)
    parts["model.weights.h5"] = packed.getvalue()
    with zipfile.ZipFile(DATA / "packed.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED)
