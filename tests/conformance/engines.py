"""Trainings that Keras keeps under its engines other than JAX: files in `data/engines/`, with their next step in
`data/engines.json`.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0 torch==2.15.0
    KERAS_BACKEND=tensorflow python tests/conformance/engines.py
    KERAS_BACKEND=torch python tests/conformance/engines.py
"""

import json
import pathlib

import keras
import numpy as np
from keras import layers
from writing import array, write

DATA = pathlib.Path(__file__).parent / "data"


def model():
    """What each engine has variables of its own for: a normalization, recurrent weights, a seed, a model inside."""
    image = keras.Input((6, 6, 2), name="image")
    x = layers.Conv2D(3, 3, padding="same", activation="relu")(image)
    x = layers.BatchNormalization()(x)
    x = layers.SpatialDropout2D(0.0)(x)
    x = layers.MaxPooling2D(2)(x)
    x = layers.Reshape((3, 9))(x)
    x = layers.Bidirectional(layers.GRU(2, return_sequences=True))(x)
    x = layers.LSTM(3)(x)
    head = keras.Sequential([keras.Input((3,)), layers.Dense(4, activation="tanh"), layers.Dense(3, activation="softmax")], name="head")
    return keras.Model(image, head(x), name="trained")


def main():
    engine = keras.backend.backend()
    folder = DATA / "engines"
    folder.mkdir(exist_ok=True)
    keras.utils.set_random_seed(3)
    random = np.random.default_rng(3)
    x = random.normal(size=(8, 6, 6, 2)).astype(np.float32)
    y = random.integers(0, 3, 8)
    trained = model()
    trained.compile(keras.optimizers.Adam(0.01), keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    trained.fit(x, y, epochs=3, batch_size=4, shuffle=False, verbose=0)
    trained.save(folder / f"{engine}.keras")
    trained.save(folder / f"{engine}.h5")
    outputs = trained.predict(x, verbose=0)
    loss = trained.train_on_batch(x, y)[0]
    path = DATA / "engines.json"
    fixture = json.loads(path.read_text()) if path.exists() else {}
    found = {
        "x": array(x),
        "y": array(y),
        "outputs": array(outputs),
        "loss": float(loss),
        "outputs_then": array(trained.predict(x, verbose=0)),
    }
    write(DATA, "engines", dict(sorted((fixture | {engine: found}).items())))


main()
