"""Files of models and weights, as Keras writes them and as it reads them.

`fixture()` writes the files of `data/saving/` as well. That Keras reads those that are written here is checked with

    KERAS_SAVED=/tmp/saved cargo test --test files
    python tests/conformance/saving.py /tmp/saved

or by `ci/saving`. Kinds of files may follow: `layers`, `optimizer`.
"""

import json
import os
import pathlib
import re
import sys
import zipfile

os.environ.setdefault("KERAS_BACKEND", "jax")

import h5py
import keras
import ml_dtypes
import numpy as np
from keras import Input, Model, Sequential, layers
from keras.src.legacy.saving import legacy_h5_format
from writing import array

DATA = pathlib.Path(__file__).parent / "data" / "saving"


def image():
    return Sequential(
        [
            Input((6, 6, 1)),
            layers.Conv2D(2, 3, name="eyes"),
            layers.BatchNormalization(),
            layers.SeparableConv2D(3, 2, strides=2),
            layers.PReLU(),
            layers.Conv2DTranspose(2, 2),
            layers.DepthwiseConv2D(2),
            layers.GroupNormalization(1),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(3, activation="relu"),
            layers.LayerNormalization(),
            layers.Dense(2, activation="softmax", name="label"),
        ],
        name="image",
    )


def sequence():
    ids = Input((5,), dtype="int32", name="ids")
    x = layers.Embedding(7, 4)(ids)
    x = layers.Bidirectional(layers.LSTM(2, return_sequences=True))(x)
    x = layers.GRU(3, return_sequences=True, dropout=0.2)(x)
    x = layers.MultiHeadAttention(2, 2, use_gate=True)(x, x)
    x = layers.TimeDistributed(layers.Dense(2))(x)
    x = layers.RNN(layers.StackedRNNCells([layers.GRUCell(2), layers.SimpleRNNCell(2)]), return_sequences=True)(x)
    x = layers.SimpleRNN(3)(x)
    encoder = Sequential([Input((3,)), layers.Dense(3), layers.Dense(2, name="code")], name="encoder")
    return Model(ids, layers.Dense(1)(encoder(x)), name="sequence")


def branches():
    """A short branch, called before the long one it is added to: the layers stand in another order."""
    a, b = Input((2,), name="a"), Input((3,), name="b")
    short = layers.Dense(5)(a)
    long = layers.Dense(5)(layers.Dense(5)(b))
    return Model([a, b], layers.Dense(1, name="last")(layers.Add()([short, long])), name="branches")


def frames():
    return Sequential([Input((3, 4, 4, 1)), layers.ConvLSTM2D(2, 2), layers.Flatten(), layers.Dense(1)], name="frames")


def masked():
    """Keras adds a node that finds the mask, and `+` is not a layer."""
    ids = Input((4,), dtype="int32", name="ids")
    x = layers.Embedding(7, 3, mask_zero=True)(ids)
    x = layers.MultiHeadAttention(1, 2)(x, x)
    y = layers.LSTM(2)(x)
    return Model(ids, layers.Dense(1)(y + layers.Dense(2)(y)), name="masked")


MODELS = [image, sequence, branches, frames, masked]


def trained(optimizer):
    keras.utils.clear_session()
    model = Sequential([Input((3,)), layers.Dense(4, activation="tanh"), layers.BatchNormalization(), layers.Dense(1)])
    model.compile(optimizer, keras.losses.Huber(delta=0.5), metrics=["mae", keras.metrics.RootMeanSquaredError()])
    return model


def several(default, keyed):
    return keras.optimizers.MultiOptimizer(keras.optimizers.OptimizerMap(default, keyed))


OPTIMIZERS = {
    "adam": lambda: keras.optimizers.Adam(0.01, amsgrad=True),
    "rmsprop": lambda: keras.optimizers.RMSprop(0.01, momentum=0.9, centered=True),
    "sgd": lambda: keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5), momentum=0.9),
    "adamw": lambda: keras.optimizers.AdamW(0.01),
    "plain": lambda: keras.optimizers.SGD(0.1),
    "adadelta": lambda: keras.optimizers.Adadelta(0.5),
    "adagrad": lambda: keras.optimizers.Adagrad(0.1, use_ema=True, ema_momentum=0.5),
    "adamax": lambda: keras.optimizers.Adamax(0.01),
    "ftrl": lambda: keras.optimizers.Ftrl(0.1),
    "lion": lambda: keras.optimizers.Lion(0.01),
    "nadam": lambda: keras.optimizers.Nadam(0.01, use_ema=True),
    "adafactor": lambda: keras.optimizers.Adafactor(0.1),
    "lamb": lambda: keras.optimizers.Lamb(0.01),
    "muon": lambda: keras.optimizers.Muon(0.1, exclude_layers=["dense_1"]),
    "schedulefreeadamw": lambda: keras.optimizers.ScheduleFreeAdamW(0.1),
    "multioptimizer": lambda: several(
        keras.optimizers.SGD(0.1, momentum=0.9),
        # Whatever the model is called, whose name the paths begin with, and not in the order of the alphabet.
        {".*dense_1/.*": keras.optimizers.Adam(0.01, clipnorm=0.5), ".*dense/kernel": keras.optimizers.Muon(0.02)},
    ),
    "accumulated": lambda: keras.optimizers.Adam(0.1, gradient_accumulation_steps=2, loss_scale_factor=8.0, use_ema=True),
}


# Those that are kept in the form before version 3, too.
OLDER = ("adam", "sgd", "nadam")


def batch():
    random = np.random.default_rng(1)
    return random.normal(size=(8, 3)).astype("f4"), random.normal(size=(8, 1)).astype("f4")


def inputs(model):
    random = np.random.default_rng(0)
    return [
        random.integers(0, 7, (2, *x.shape[1:])) if x.dtype == "int32" else random.normal(size=(2, *x.shape[1:]))
        for x in model.inputs
    ]


def outputs(model, given):
    return array(model.predict(given if len(given) > 1 else given[0], verbose=0))


def fixture():
    DATA.mkdir(exist_ok=True)
    models = {}
    for make in MODELS:
        keras.utils.clear_session()
        keras.utils.set_random_seed(3)
        model = make()
        random = np.random.default_rng(2)
        model.set_weights([np.abs(random.normal(0.5, 0.5, w.shape)) for w in model.get_weights()])
        model.save_weights(DATA / f"{make.__name__}.weights.h5")
        older(model)
        if model.name in ("branches", "masked"):
            save(model, model.name)
        given = inputs(model)
        models[make.__name__] = {"inputs": [array(x) for x in given], "outputs": outputs(model, given)}
    defaults()
    steps, iterations = {}, {}
    for name, optimizer in OPTIMIZERS.items():
        keras.utils.set_random_seed(4)
        model = trained(optimizer())
        for _ in range(3):
            model.train_on_batch(*batch())
        save(model, name)
        if name in OLDER:
            model.save(DATA / f"{name}.h5")
        iterations[name] = int(model.optimizer.iterations)
        model.train_on_batch(*batch())
        steps[name] = [array(weight) for weight in model.get_weights()]
    x, y = batch()
    return {"models": models, "batch": [array(x), array(y)], "steps": steps, "iterations": iterations, "forms": forms()}


def defaults():
    """A model whose arguments have defaults that Keras computes when it is made."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(5)
    spectrogram = layers.MelSpectrogram(fft_length=16, sequence_stride=8, sampling_rate=800, num_mel_bins=4)
    renormalization = layers.BatchNormalization(renorm=True)
    model = keras.Sequential([keras.Input((64,)), spectrogram, renormalization, layers.Flatten(), layers.Dense(3)])
    save(model, "defaults")
    model.save(DATA / "defaults.h5")


def save(model, name):
    save_to(model, DATA / f"{name}.keras")


def save_to(model, path):
    """The file of a model, without when it was written, and where in memory its parts were."""
    model.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    metadata = json.loads(parts["metadata.json"])
    parts["metadata.json"] = json.dumps({**metadata, "date_saved": "2026-01-01@00:00:00"})
    ids = {}
    number = lambda found: str(ids.setdefault(found[0], len(ids)))
    parts["config.json"] = re.sub(r'(?<="shared_object_id": )\d+', number, parts["config.json"].decode())
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part), content)


def older(model):
    """The file that Keras wrote before version 3: of a whole model, and of weights alone."""
    if model.name == "image":
        model.save(DATA / "image.h5")
    elif model.name == "sequence":
        with h5py.File(DATA / "sequence.h5", "w") as file:
            legacy_h5_format.save_weights_to_hdf5_group(file, model)


def forms():
    """The same weights in all forms in which HDF5 may have them."""
    keras.utils.clear_session()
    model = Sequential([Input((5,)), *[layers.Dense(5) for _ in range(10)]])
    random = np.random.default_rng(5)
    model.set_weights([random.integers(-8, 8, w.shape) / 4 for w in model.get_weights()])
    plain = DATA / "form_plain.weights.h5"
    model.save_weights(plain)
    chunked = {"chunks": True}
    packed = {"compression": "gzip", "shuffle": True, "fletcher32": True}
    ways = {
        "chunked": ({}, "<f4", chunked),
        "packed": ({}, "<f2", packed),
        "double": ({}, "<f8", {}),
        "big_endian": ({}, ">f4", {}),
        "bfloat16": ({}, "bfloat16", {}),
        "ordered": ({"track_order": True}, "<f4", {}),
        "behind": ({"userblock_size": 512}, "<f4", {}),
        "latest": ({"libver": "latest"}, "<f4", {}),
        "latest_chunked": ({"libver": "latest"}, "<f4", chunked),
        "latest_packed": ({"libver": "latest"}, "<f2", packed),
    }
    for name, (how, dtype, storage) in ways.items():
        with h5py.File(plain) as source, h5py.File(DATA / f"form_{name}.weights.h5", "w", **how) as copy:

            def write(path, item):
                if isinstance(item, h5py.Group):
                    copy.require_group(path).attrs.update(item.attrs)
                else:
                    values = item[()].astype(ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype)
                    # Chunks that do not divide the shape.
                    given = {**storage, "chunks": tuple(min(size, 3) for size in item.shape)} if storage else {}
                    stored = copy.create_dataset(path, data=values, **given)
                    if dtype == "bfloat16":
                        stored.attrs["dtype"] = "bfloat16"

            source.visititems(write)
    return {"files": ["plain", *ways], "weights": [array(weight) for weight in model.get_weights()]}


def accept_files(folder, _):
    """Models and trainings of several layers are what they were here."""
    facts = json.loads((folder / "facts.json").read_text())
    for make in MODELS:
        name, fact = make.__name__, facts["models"][make.__name__]
        x = [given(value) for value in fact["inputs"]]
        keras.utils.clear_session()
        model = make()
        model.load_weights(folder / f"{name}.weights.h5")
        for model in [model, keras.models.load_model(folder / f"{name}.keras")]:
            np.testing.assert_allclose(given(outputs(model, x)), given(fact["outputs"]), rtol=1e-4, atol=1e-5, err_msg=name)
    for name in OPTIMIZERS:
        keras.utils.clear_session()
        model = keras.models.load_model(folder / f"{name}.keras")
        assert model.optimizer.iterations == (1 if name == "accumulated" else 3), name
        model.train_on_batch(*batch())
        for ours, theirs in zip(facts["steps"][name], model.get_weights(), strict=True):
            np.testing.assert_allclose(theirs, given(ours), rtol=1e-4, atol=1e-5, err_msg=name)
        assert [metric.name for metric in model.metrics] == ["loss", "compile_metrics"], name
    return report("files", facts["models"].keys() | facts["steps"].keys(), [])


def given(value):
    return np.array(value["data"], "f4").reshape(value["shape"])


# What Keras reads and cannot compute by itself.
BEYOND_KERAS = (
    # It rounds what an embedding inside gives, since its input is whole numbers.
    "SpectralNormalization(Embedding",
    # It gives an image as it is, which is of another shape than it promises.
    "RandomCrop",
    # Its mask of the window does not fit the scores along that axis.
    "MultiHeadAttention(2, 3, attention_axes=(2,), sliding_window=2)",
    # It hands them the labels as weights.
    "Mean()",
    "Sum()",
)


def accept_outputs(folder, kind):
    """Models give what they gave here."""
    import keras_hub  # noqa: F401  Some layers are of KerasHub.

    facts, faults = json.loads((folder / f"{kind}.json").read_text()), []
    for fact in facts:
        # Keras gives the input itself there, which a model of that layer alone cannot be made of.
        if fact["keras"].startswith("Equalization"):
            continue
        keras.utils.clear_session()
        try:
            model = keras.models.load_model(folder / fact["file"])
            if fact["keras"].startswith(BEYOND_KERAS):
                continue
            x = [given(value) for value in fact["inputs"]]
            found = keras.tree.flatten(model.predict(x if len(x) > 1 else x[0], verbose=0))
            for ours, theirs in zip(fact["outputs"], found, strict=True):
                np.testing.assert_allclose(theirs, given(ours), rtol=1e-3, atol=1e-4)
        except Exception as fault:
            faults.append(f"{fact['file']}, {fact['keras']}: {fault}")
    return report(kind, facts, faults)


def accept_trainings(folder, kind):
    """A training goes on as it did here."""
    facts, faults = json.loads((folder / f"{kind}.json").read_text()), []
    arrays = [given(value) for value in facts["arrays"]]
    for fact in facts["trainings"]:
        keras.utils.clear_session()
        try:
            model = keras.models.load_model(folder / fact["file"])
            if fact["keras"].startswith(BEYOND_KERAS):
                continue
            scores = model.train_on_batch(*(arrays[at] for at in fact["batch"]), return_dict=True)
            for ours, theirs in zip(fact["weights"], model.get_weights(), strict=True):
                np.testing.assert_allclose(theirs, given(ours), rtol=1e-3, atol=1e-5)
            ours = dict(fact["scores"])
            for name in scores:
                # Of a metric of several values, each by itself, whose mean is there, too.
                several = [value for key, value in ours.items() if key.startswith(f"{name}[")]
                value = several or ours[name]
                np.testing.assert_allclose(scores[name], value, rtol=1e-3, atol=1e-5, err_msg=name)
        except Exception as fault:
            faults.append(f"{fact['file']}, {fact['keras']}: {fault}")
    return report(kind, facts["trainings"], faults)


def report(kind, facts, faults):
    print(f"{kind}: Keras reads {len(facts) - len(faults)} of {len(facts)}")
    return faults


KINDS = {
    "files": accept_files,
    **dict.fromkeys(["layers", "types", "graphs"], accept_outputs),
    **dict.fromkeys(["argument", "loss", "metric", "optimizer", "schedule"], accept_trainings),
}


def accept(folder, *kinds):
    """Reads files with Keras, and fails unless they are what they were here."""
    faults = [KINDS[kind](pathlib.Path(folder), kind) for kind in kinds or KINDS]
    if any(faults):
        sys.exit("\n".join(sum(faults, [])))


if __name__ == "__main__":
    accept(*sys.argv[1:])
