"""Models as Keras 2 wrote them: files in `data/keras2/`, with what they give in `data/keras2.json`. Keras 2 lives on as `tf_keras`:

    pip install tf_keras==2.21.0 tensorflow-cpu==2.21.0
    python tests/conformance/keras2.py
"""

import json
import pathlib

import numpy as np
import tf_keras as keras
from tf_keras import Input, Model, Sequential, layers
from writing import array, number, write

DATA = pathlib.Path(__file__).parent / "data"


def image():
    """Layers that had arguments more, or others; the first layer says what it is given."""
    return Sequential([
        layers.ZeroPadding2D(1, input_shape=(8, 8, 1)),
        layers.Conv2D(4, 3, activation="relu", kernel_regularizer="l2"),
        layers.BatchNormalization(),
        layers.SeparableConv2D(4, 3, padding="same", kernel_initializer="he_normal"),
        layers.LeakyReLU(0.1),
        layers.DepthwiseConv2D(2, depth_multiplier=2),
        layers.ReLU(6.0, negative_slope=0.2),
        layers.MaxPooling2D(2),
        layers.UpSampling2D(2, interpolation="bilinear"),
        layers.Conv2DTranspose(2, 2, strides=2),
        layers.PReLU(shared_axes=[1, 2]),
        layers.SpatialDropout2D(0.2),
        layers.Cropping2D(1),
        layers.AveragePooling2D(),
        layers.GlobalAveragePooling2D(),
        layers.ELU(0.5),
        layers.Dropout(0.5, noise_shape=None),
        layers.Dense(3, kernel_constraint=keras.constraints.MaxNorm(2.0)),
        layers.GaussianNoise(0.1),
        layers.Activation("softmax"),
    ], name="image")


def text():
    """Masks, recurrent layers, wrappers, attention."""
    ids = Input((6,), name="ids")
    x = layers.Embedding(7, 4, mask_zero=True, input_length=6)(ids)
    x = layers.Bidirectional(layers.LSTM(3, return_sequences=True, dropout=0.1))(x)
    x = layers.TimeDistributed(layers.Dense(4, activation="gelu"))(x)
    x = layers.GRU(3, return_sequences=True)(x)
    x = layers.LayerNormalization()(x)
    x = layers.MultiHeadAttention(2, 2)(x, x)
    x = layers.RNN(layers.StackedRNNCells([layers.GRUCell(2, reset_after=False), layers.LSTMCell(2)]), return_sequences=True)(x)
    sequence, h = layers.SimpleRNN(3, return_sequences=True, return_state=True)(x)
    x = layers.SimpleRNN(3)(sequence, initial_state=h)
    return Model(ids, layers.Dense(1)(x), name="text")


def graph():
    """Shared layers, models inside of which the weights that train come first, operations, several inputs and outputs."""
    a, b = Input((4,), name="a"), Input((4,), name="b")
    tower = Sequential([layers.Dense(3, input_shape=(4,)), layers.BatchNormalization(), layers.Dense(3, activation="tanh")], name="tower")
    x = Input((3,), name="inside")
    block = Model(x, layers.Add()([layers.Dense(3, activation="selu")(x), x]), name="block")
    shared = layers.Dense(3, name="shared")
    p, q = tower(a), tower(b)
    r = block(block(shared(p))) * q - p / 4.0
    r = 1.0 - shared(r) + 0.5
    joined = layers.Concatenate()([p, q, r])
    return Model([a, b], [layers.Dense(2, activation="sigmoid", name="label")(joined), tower(a + b), block(r)], name="graph")


OPTIMIZERS = keras.optimizers
LEGACY = OPTIMIZERS.legacy
TRAININGS = {
    "adam": lambda: OPTIMIZERS.Adam(0.01, amsgrad=True),
    "adamw": lambda: OPTIMIZERS.AdamW(0.01),
    "sgd": lambda: OPTIMIZERS.SGD(OPTIMIZERS.schedules.ExponentialDecay(0.1, 2, 0.5), momentum=0.9),
    "plain": lambda: OPTIMIZERS.SGD(0.1),
    "rmsprop": lambda: OPTIMIZERS.RMSprop(0.01, momentum=0.9, centered=True),
    "adagrad": lambda: OPTIMIZERS.Adagrad(0.1, use_ema=True),
    "adadelta": lambda: OPTIMIZERS.Adadelta(0.5),
    "adamax": lambda: OPTIMIZERS.Adamax(0.01),
    "nadam": lambda: OPTIMIZERS.Nadam(0.01),
    "ftrl": lambda: OPTIMIZERS.Ftrl(0.1),
    "lion": lambda: OPTIMIZERS.Lion(0.01),
    "legacy_adam": lambda: LEGACY.Adam(0.01, amsgrad=True),
    "legacy_sgd": lambda: LEGACY.SGD(0.1, momentum=0.9, nesterov=True, decay=0.5),
    "legacy_rmsprop": lambda: LEGACY.RMSprop(0.01),
    "word": lambda: "adam",
}
# Those that are kept in the older form alone: `.keras` of Keras 2 leaves out what the optimizers of before remember.
OLDER = ["plain", "legacy_adam", "legacy_sgd", "legacy_rmsprop"]
# A file that has left it out, which is an error.
LEFT_OUT = "legacy_adam"


def trainings(folder):
    """Compiled models after three steps, and what a fourth makes of each."""
    random = np.random.default_rng(5)
    x, y = random.normal(size=(4, 2)).astype(np.float32), random.normal(size=(4, 1)).astype(np.float32)
    steps = {}
    for name, optimizer in TRAININGS.items():
        keras.backend.clear_session()
        keras.utils.set_random_seed(1)
        model = Sequential([layers.Dense(3, activation="tanh", input_shape=(2,)), layers.Dense(1)])
        model.compile(optimizer(), keras.losses.Huber(0.5), ["mae", keras.metrics.RootMeanSquaredError()])
        for _ in range(3):
            model.train_on_batch(x, y)
        for ending in ["h5"] if name in OLDER else ["keras", "h5"] if name == "adam" else ["keras"]:
            model.save(folder / f"{name}.{ending}")
        if name == LEFT_OUT:
            model.save(folder / "left_out.keras")
        scores = model.train_on_batch(x, y, reset_metrics=True, return_dict=True)
        steps[name] = {"weights": [array(w) for w in model.get_weights()], "scores": [number(s) for s in scores.values()]}
    return {"x": array(x), "y": array(y), "steps": steps}


def inputs(model, random):
    shapes = [(3, *x.shape[1:]) for x in model.inputs]
    if model.name == "text":
        return [np.array([[1, 2, 3, 0, 0, 0], [4, 5, 6, 1, 2, 3], [6, 0, 0, 0, 0, 0]])]
    return [random.normal(size=shape).astype(np.float32) for shape in shapes]


def main():
    folder = DATA / "keras2"
    folder.mkdir(exist_ok=True)
    models = {}
    for make in (image, text, graph):
        keras.backend.clear_session()
        model = make()
        random = np.random.default_rng(2)
        model.set_weights([np.abs(random.normal(0.3, 0.3, w.shape)) for w in model.get_weights()])
        model.save(folder / f"{model.name}.h5", include_optimizer=False)
        model.save(folder / f"{model.name}.keras")
        given = inputs(model, random)
        found = model.predict(given if len(given) > 1 else given[0], verbose=0)
        found = found if isinstance(found, list) else [found]
        models[model.name] = {"inputs": [array(x) for x in given], "outputs": [array(y) for y in found]}
    keras.backend.clear_session()
    models["configuration"] = json.loads(graph().to_json())
    models["trainings"] = trainings(folder)
    write(DATA, "keras2", models)


main()
