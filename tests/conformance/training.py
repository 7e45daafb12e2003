"""Whole runs of `fit` from given weights, without shuffling: what they report and where they end."""

import keras
import numpy as np
from drawing import Draw
from keras import constraints, layers, losses, optimizers, regularizers
from writing import array, arrays, number

SAMPLES = 100


def fixture():
    return {
        "data": {name: array(values) for name, values in DATA.items()},
        "runs": [run() for run in RUNS],
    }


def data():
    """Two groups of features, and labels of three kinds that depend on them."""
    draw = Draw("training")
    x, other = draw.normal(SAMPLES, 5), draw.normal(SAMPLES, 3)
    scores = x @ draw.normal(5, 3) + other @ draw.normal(3, 3) + 0.5 * draw.normal(SAMPLES, 3)
    label = scores.argmax(axis=-1).astype("int32")
    angle = np.round(np.tanh(scores[:, :1]) + 0.3 * x[:, :1], 3)
    positive = (scores[:, :1] > 0).astype("float32")
    return {
        "x": x,
        "other": other,
        "label": label,
        "one_hot": np.eye(3, dtype="float32")[label],
        "angle": angle,
        "positive": positive,
        "sample_weight": draw.uniform(SAMPLES, low=0.2, high=2),
    }


DATA = data()
X, OTHER, LABEL, ONE_HOT, ANGLE, POSITIVE, SAMPLE_WEIGHT = DATA.values()


def classifier(hidden=None, last=None):
    return keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(8, activation="relu", **(hidden or {})),
            layers.Dense(3, activation="softmax", **(last or {})),
        ]
    )


def towers():
    left, right = keras.Input((5,), name="left"), keras.Input((3,), name="right")
    hidden = layers.Dense(6, activation="tanh", name="hidden_left")(left)
    other = layers.Dense(4, activation="relu", name="hidden_right")(right)
    both = layers.Concatenate(name="both")([hidden, other])
    label = layers.Dense(3, activation="softmax", name="label")(both)
    angle = layers.Dense(1, name="angle")(both)
    return keras.Model([left, right], [label, angle])


class Run:
    """One model on its way: gathers what is asked of it."""

    def __init__(self, name, model, **compiled):
        draw = Draw(name)
        weights = [draw.normal(*weight.shape, scale=0.5) for weight in model.get_weights()]
        model.set_weights(weights)
        model.compile(**compiled)
        self.model = model
        self.record = {"name": name, "initial": arrays(weights)}

    def fit(self, *data, key="history", **arguments):
        history = self.model.fit(*data, batch_size=32, shuffle=False, verbose=0, **arguments)
        self.record[key] = {"epoch": history.epoch, "logs": numbers(history.history)}
        return self

    def add(self, **results):
        self.record.update(results)
        return self

    def done(self):
        return self.record | {"final": arrays(self.model.get_weights())}


def numbers(logs):
    return {key: [number(value) for value in values] for key, values in logs.items()}


def scores(logs):
    return {key: number(value) for key, value in logs.items()}


def optimizer(source):
    def run():
        run = Run(
            f"classifier with {source}",
            classifier(),
            optimizer=eval(source, vars(optimizers)),
            loss="categorical_crossentropy",
            metrics=["accuracy"],
        )
        return run.fit(X, ONE_HOT, epochs=5, validation_split=0.1).done()

    return run


def sparse_labels():
    run = Run(
        "classifier of sparse labels",
        classifier(),
        optimizer=optimizers.Adam(0.02),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    run.fit(X[:70], LABEL[:70], epochs=3, validation_data=(X[70:], LABEL[70:]))
    run.add(
        evaluate=scores(run.model.evaluate(X, LABEL, batch_size=32, verbose=0, return_dict=True)),
        predict=arrays([run.model.predict(X[:10], batch_size=4, verbose=0)]),
    )
    return run.done()


def one_probability():
    model = keras.Sequential(
        [keras.Input((5,)), layers.Dense(4, activation="selu"), layers.Dense(1, activation="sigmoid")]
    )
    run = Run(
        "one probability",
        model,
        optimizer=optimizers.SGD(0.1, momentum=0.9, nesterov=True),
        loss=losses.BinaryCrossentropy(label_smoothing=0.1),
        metrics=["accuracy", keras.metrics.AUC(name="auc"), keras.metrics.Precision(name="precision")],
    )
    return run.fit(X, POSITIVE, epochs=4, validation_split=0.2).done()


def two_inputs():
    run = Run(
        "two inputs and two outputs",
        towers(),
        optimizer=optimizers.Adam(0.01),
        loss=["sparse_categorical_crossentropy", "mse"],
        loss_weights=[1.0, 0.2],
        metrics=[["accuracy"], ["mae"]],
    )
    run.fit([X, OTHER], [LABEL, ANGLE], epochs=4, validation_split=0.1)
    evaluated = run.model.evaluate([X, OTHER], [LABEL, ANGLE], batch_size=32, verbose=0, return_dict=True)
    run.add(
        evaluate=scores(evaluated),
        predict=arrays(run.model.predict([X[:5], OTHER[:5]], verbose=0)),
    )
    return run.done()


def class_weight():
    run = Run(
        "class weights",
        classifier(),
        optimizer=optimizers.RMSprop(0.01),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    weights = {0: 0.5, 1: 2.0, 2: 1.25}
    return run.fit(X, LABEL, epochs=3, validation_split=0.1, class_weight=weights).done()


def sample_weight():
    run = Run(
        "sample weights",
        classifier(),
        optimizer=optimizers.Adam(0.01),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
    )
    run.fit(X, ONE_HOT, epochs=3, validation_split=0.1, sample_weight=SAMPLE_WEIGHT)
    evaluated = run.model.evaluate(
        X, ONE_HOT, batch_size=32, sample_weight=SAMPLE_WEIGHT, verbose=0, return_dict=True
    )
    return run.add(evaluate=scores(evaluated)).done()


def regularized():
    hidden = {
        "kernel_regularizer": regularizers.L2(0.01),
        "activity_regularizer": regularizers.L1(0.001),
        "kernel_constraint": constraints.MaxNorm(1.0),
    }
    last = {
        "kernel_regularizer": regularizers.L1L2(0.002, 0.003),
        "bias_regularizer": regularizers.L2(0.05),
        "kernel_constraint": constraints.UnitNorm(),
        "bias_constraint": constraints.NonNeg(),
    }
    run = Run(
        "regularizers and constraints",
        classifier(hidden, last),
        optimizer=optimizers.SGD(0.1, momentum=0.9),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
    )
    return run.fit(X, ONE_HOT, epochs=4, validation_split=0.1).done()


def masked():
    draw = Draw("masked")
    x, y = draw.normal(SAMPLES, 4, 3), draw.normal(SAMPLES, 4, 2)
    x[draw.uniform(SAMPLES, 4, low=0, high=1) < 0.3] = 0
    model = keras.Sequential(
        [
            keras.Input((4, 3)),
            layers.Masking(),
            layers.Dense(5, activation="tanh"),
            layers.Activation("relu"),
            layers.Dense(2),
        ]
    )
    run = Run("masked steps", model, optimizer=optimizers.SGD(0.1), loss="mse")
    run.fit(x, y, epochs=3, validation_split=0.1)
    # On JAX the metrics of a training step, unlike those of `evaluate`, lose the mask on their way.
    model.compile(loss="mse", metrics=["mae"])
    evaluated = run.model.evaluate(x, y, batch_size=32, verbose=0, return_dict=True)
    return run.add(x=array(x), y=array(y), evaluate=scores(evaluated)).done()


def several_optimizers():
    x = keras.Input((5,))
    y = layers.BatchNormalization(name="norm")(layers.Dense(8, activation="relu", name="features")(x))
    model = keras.Model(x, layers.Dense(3, activation="softmax", name="label")(y))
    default = optimizers.SGD(0.1, momentum=0.9)
    keyed = {"features/.*": optimizers.Adam(0.01, clipnorm=0.05), "norm/gamma": optimizers.RMSprop(0.01)}
    run = Run(
        "several optimizers",
        model,
        optimizer=optimizers.MultiOptimizer(optimizers.OptimizerMap(default, keyed)),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
    )
    weights = model.get_weights()
    weights[5] = np.abs(weights[5]) + 0.5  # A variance.
    model.set_weights(weights)
    run.add(initial=arrays(weights))
    return run.fit(X, ONE_HOT, epochs=5, validation_split=0.1).done()


def continued():
    run = Run(
        "continued from an epoch",
        classifier(),
        optimizer=optimizers.RMSprop(0.01),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
    )
    run.fit(X, ONE_HOT, epochs=2)
    return run.fit(X, ONE_HOT, epochs=5, initial_epoch=2, key="continued").done()


def on_batches():
    run = Run(
        "single batches",
        classifier(),
        optimizer=optimizers.SGD(0.1),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
    )
    parts = [slice(0, 16), slice(16, 48), slice(48, 55)]
    trained = [run.model.train_on_batch(X[part], ONE_HOT[part], return_dict=True) for part in parts]
    tested = [run.model.test_on_batch(X[part], ONE_HOT[part], return_dict=True) for part in parts]
    return run.add(
        parts=[[part.start, part.stop] for part in parts],
        train_on_batch=[scores(logs) for logs in trained],
        test_on_batch=[scores(logs) for logs in tested],
    ).done()


RUNS = [
    optimizer("RMSprop(0.01)"),
    optimizer("SGD(0.1, momentum=0.9)"),
    optimizer("Adam(0.01)"),
    optimizer("AdamW(0.02, weight_decay=0.05, clipnorm=0.5)"),
    sparse_labels,
    one_probability,
    two_inputs,
    class_weight,
    sample_weight,
    regularized,
    masked,
    several_optimizers,
    continued,
    on_batches,
]
