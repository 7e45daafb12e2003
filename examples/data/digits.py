"""Writes digits.keras, a model that Keras has trained on the digits of keras-runtime/src/datasets/digits.bin:

    pip install keras==3.15.1 jax==0.10.2 numpy==2.4.6
    KERAS_BACKEND=jax python examples/data/digits.py
"""

import json
import pathlib
import re
import zipfile

import keras
import numpy as np
from keras import layers

HERE = pathlib.Path(__file__).parent
RECORDS = HERE.parents[1] / "keras-runtime" / "src" / "datasets" / "digits.bin"

records = np.frombuffer(RECORDS.read_bytes(), "u1").reshape(-1, 65)
x, y = records[:, :64] / np.float32(16), records[:, 64]

keras.utils.set_random_seed(0)
model = keras.Sequential([
    keras.Input((64,)),
    layers.Dense(32, activation="relu"),
    layers.Dropout(0.2),
    layers.Dense(10, activation="softmax", name="probabilities"),
], name="digits")
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:1437], y[:1437], epochs=40, verbose=0)
print(model.evaluate(x[1437:], y[1437:], verbose=0))
print(model.predict(x[1437:1438], verbose=0))

# Without what the optimizer remembers, and when it was written.
untrained = keras.Sequential.from_config(model.get_config())
untrained.set_weights(model.get_weights())
path = HERE / "digits.keras"
untrained.save(path)
with zipfile.ZipFile(path) as archive:
    parts = {part: archive.read(part) for part in archive.namelist()}
parts["metadata.json"] = json.dumps({**json.loads(parts["metadata.json"]), "date_saved": "2026-01-01@00:00:00"})
parts["config.json"] = re.sub(r'(?<="shared_object_id": )\d+', "0", parts["config.json"].decode())
with zipfile.ZipFile(path, "w") as archive:
    for part, content in parts.items():
        archive.writestr(zipfile.ZipInfo(part), content)
