"""Runs of `fit` and its like where samples, time steps and outputs count by weights, also in metrics."""

import numpy as np
from drawing import Draw
from keras import Input, Sequential, layers, optimizers
from training import ANGLE, LABEL, ONE_HOT, OTHER, SAMPLE_WEIGHT, SAMPLES, X, Run, classifier, scores, towers
from writing import array

OTHER_WEIGHT = Draw("weights").uniform(SAMPLES, low=0, high=3)


def fixture():
    return {"other_weight": array(OTHER_WEIGHT), "runs": [run() for run in RUNS]}


def weighted_metrics():
    run = Run(
        "weighted metrics",
        classifier(),
        optimizer=optimizers.Adam(0.01),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
        weighted_metrics=["accuracy", "mse"],
    )
    held_out = (X[70:], ONE_HOT[70:], SAMPLE_WEIGHT[70:])
    run.fit(X[:70], ONE_HOT[:70], epochs=3, sample_weight=SAMPLE_WEIGHT[:70], validation_data=held_out)
    return run.add(evaluate=evaluated(run.model, X, ONE_HOT, SAMPLE_WEIGHT)).done()


def on_batches():
    run = Run(
        "single weighted batches",
        classifier(),
        optimizer=optimizers.SGD(0.1),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
        weighted_metrics=["accuracy"],
    )
    parts = [slice(0, 16), slice(16, 48), slice(48, 55)]
    batches = [(X[part], ONE_HOT[part], SAMPLE_WEIGHT[part]) for part in parts]
    trained = [run.model.train_on_batch(*batch, return_dict=True) for batch in batches]
    tested = [run.model.test_on_batch(*batch, return_dict=True) for batch in batches]
    return run.add(
        parts=[[part.start, part.stop] for part in parts],
        train_on_batch=[scores(logs) for logs in trained],
        test_on_batch=[scores(logs) for logs in tested],
    ).done()


def time_steps():
    draw = Draw("weights of time steps")
    x, y = draw.normal(SAMPLES, 4, 3), draw.normal(SAMPLES, 4, 2)
    weights = np.where(draw.uniform(SAMPLES, 4) < 0.3, 0, draw.uniform(SAMPLES, 4, low=0.2, high=2))
    model = Sequential([Input((4, 3)), layers.Dense(5, activation="tanh"), layers.Dense(2)])
    run = Run(
        "weights of time steps",
        model,
        optimizer=optimizers.SGD(0.1),
        loss="mse",
        metrics=["mae"],
        weighted_metrics=["mae"],
    )
    run.fit(x, y, epochs=3, validation_split=0.1, sample_weight=weights.astype("float32"))
    run.add(x=array(x), y=array(y), weights=array(weights.astype("float32")))
    return run.add(evaluate=evaluated(run.model, x, y, weights)).done()


def masked_steps():
    draw = Draw("weights of masked time steps")
    x, y = draw.normal(SAMPLES, 4, 3), draw.normal(SAMPLES, 4, 2)
    x[draw.uniform(SAMPLES, 4) < 0.3] = 0
    weights = draw.uniform(SAMPLES, 4, low=0.2, high=2)
    model = Sequential(
        [Input((4, 3)), layers.Masking(), layers.Dense(5, activation="tanh"), layers.Activation("relu"), layers.Dense(2)]
    )
    run = Run("weights of masked time steps", model, optimizer=optimizers.SGD(0.1), loss="mse")
    run.fit(x, y, epochs=3, validation_split=0.1, sample_weight=weights)
    # On JAX the metrics of a training step, unlike those of `evaluate`, lose the mask on their way.
    model.compile(loss="mse", weighted_metrics=["mae"])
    run.add(x=array(x), y=array(y), weights=array(weights))
    return run.add(evaluate=evaluated(model, x, y, weights)).done()


def two_outputs():
    run = Run(
        "two outputs with weights of their own",
        towers(),
        optimizer=optimizers.Adam(0.01),
        loss=["sparse_categorical_crossentropy", "mse"],
        metrics=[["accuracy"], ["mae"]],
        weighted_metrics=[["accuracy"], ["mae"]],
    )
    weights = [SAMPLE_WEIGHT, OTHER_WEIGHT]
    run.fit([X, OTHER], [LABEL, ANGLE], epochs=3, validation_split=0.1, sample_weight=weights)
    run.add(evaluate=evaluated(run.model, [X, OTHER], [LABEL, ANGLE], weights))
    return run.add(shared=evaluated(run.model, [X, OTHER], [LABEL, ANGLE], SAMPLE_WEIGHT)).done()


def evaluated(model, x, y, weights):
    return scores(model.evaluate(x, y, batch_size=32, sample_weight=weights, verbose=0, return_dict=True))


RUNS = [weighted_metrics, on_batches, time_steps, masked_steps, two_outputs]
