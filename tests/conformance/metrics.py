"""Metrics over three batches: what `result()` says after each `update_state`."""

import keras
import numpy as np
from drawing import Draw
from keras import metrics
from writing import arrays, number

# The last batch is smaller, as the last one of an epoch is.
BATCHES = [6, 6, 3]


def stream(name, make):
    draw = Draw(name)
    batches = [make(draw, size) for size in BATCHES]
    return {
        "y_true": [y_true for y_true, _ in batches],
        "y_pred": [y_pred for _, y_pred in batches],
        "sample_weight": [draw.uniform(size, high=2) for size in BATCHES],
    }


STREAMS = {
    name: stream(name, make)
    for name, make in {
        "one_hot": lambda draw, n: (draw.one_hot(n, 4), draw.probabilities(n, 4)),
        "one_hot_sequence": lambda draw, n: (draw.one_hot(n, 3, 4), draw.probabilities(n, 3, 4)),
        "sparse": lambda draw, n: (draw.classes(n, count=4), draw.probabilities(n, 4)),
        "sparse_column": lambda draw, n: (draw.classes(n, 1, count=4), draw.probabilities(n, 4)),
        "sparse_sequence": lambda draw, n: (draw.classes(n, 3, count=4), draw.probabilities(n, 3, 4)),
        "binary": lambda draw, n: (draw.binary(n, 1), draw.uniform(n, 1)),
        "binary_logits": lambda draw, n: (draw.binary(n, 1), draw.normal(n, 1, scale=3)),
        "multi_label": lambda draw, n: (draw.binary(n, 3), draw.uniform(n, 3)),
        # Outputs of which several are equal, up to all of them.
        "ties": lambda draw, n: (draw.one_hot(n, 4), draw.classes(n, 4, count=2) / np.float32(4)),
        "sparse_ties": lambda draw, n: (draw.classes(n, count=4), draw.classes(n, 4, count=2) / np.float32(4)),
        "same": lambda draw, n: (draw.classes(n, 2, count=3), draw.classes(n, 2, count=3)),
        "real": lambda draw, n: (draw.normal(n, 3), draw.normal(n, 3)),
        "real_sequence": lambda draw, n: (draw.normal(n, 2, 3), draw.normal(n, 2, 3)),
        "positive": lambda draw, n: (draw.uniform(n, 3, low=0.05), draw.uniform(n, 3, low=0.05)),
        "signs": lambda draw, n: (draw.binary(n, 1) * 2 - 1, draw.normal(n, 1)),
    }.items()
}

CASES = [
    ("Accuracy()", ["same"]),
    ("BinaryAccuracy()", ["binary", "multi_label"]),
    ("BinaryAccuracy(threshold=0.3)", ["binary", "multi_label"]),
    ("CategoricalAccuracy()", ["one_hot", "one_hot_sequence", "ties"]),
    ("SparseCategoricalAccuracy()", ["sparse", "sparse_column", "sparse_sequence", "sparse_ties"]),
    ("TopKCategoricalAccuracy(k=2)", ["one_hot", "one_hot_sequence", "ties"]),
    ("TopKCategoricalAccuracy()", ["one_hot"]),
    ("SparseTopKCategoricalAccuracy(k=2)", ["sparse", "sparse_column", "sparse_sequence", "sparse_ties"]),
    ("TruePositives()", ["binary"]),
    ("TrueNegatives(thresholds=[0.2, 0.6])", ["binary"]),
    ("FalsePositives(thresholds=0.4)", ["multi_label"]),
    ("FalseNegatives()", ["multi_label"]),
    ("Precision()", ["binary", "multi_label", "one_hot"]),
    ("Precision(thresholds=0.3)", ["binary"]),
    ("Precision(thresholds=[0.2, 0.5, 0.8])", ["binary"]),
    ("Precision(top_k=2)", ["one_hot", "ties"]),
    ("Precision(class_id=1)", ["multi_label"]),
    ("Precision(top_k=1, class_id=2)", ["one_hot"]),
    ("Recall()", ["binary", "multi_label", "one_hot"]),
    ("Recall(thresholds=0.7)", ["binary"]),
    ("Recall(thresholds=[0.2, 0.5, 0.8])", ["binary"]),
    ("Recall(top_k=2)", ["one_hot", "ties"]),
    ("Recall(class_id=1)", ["multi_label"]),
    ("AUC()", ["binary", "multi_label"]),
    ("AUC(num_thresholds=7)", ["binary"]),
    ("AUC(summation_method='minoring')", ["binary"]),
    ("AUC(summation_method='majoring')", ["binary"]),
    ("AUC(curve='PR')", ["binary", "multi_label"]),
    ("AUC(curve='PR', num_thresholds=9, summation_method='majoring')", ["binary"]),
    ("AUC(curve='PR', num_thresholds=9, summation_method='minoring')", ["binary"]),
    ("AUC(from_logits=True)", ["binary_logits"]),
    ("AUC(multi_label=True, num_labels=3)", ["multi_label"]),
    ("F1Score()", ["one_hot"]),
    ("F1Score(average='micro')", ["one_hot"]),
    ("F1Score(average='macro')", ["one_hot", "ties"]),
    ("F1Score(average='weighted')", ["one_hot"]),
    ("F1Score(threshold=0.5)", ["multi_label"]),
    ("F1Score(average='macro', threshold=0.4)", ["multi_label"]),
    ("FBetaScore(beta=2.0, average='weighted')", ["one_hot"]),
    ("MeanSquaredError()", ["real", "real_sequence"]),
    ("RootMeanSquaredError()", ["real", "real_sequence"]),
    ("MeanAbsoluteError()", ["real", "real_sequence"]),
    ("MeanAbsolutePercentageError()", ["real"]),
    ("MeanSquaredLogarithmicError()", ["positive"]),
    ("LogCoshError()", ["real"]),
    ("CosineSimilarity()", ["real", "real_sequence"]),
    ("Hinge()", ["signs", "binary"]),
    ("SquaredHinge()", ["signs"]),
    ("CategoricalHinge()", ["one_hot"]),
    ("KLDivergence()", ["one_hot"]),
    ("Poisson()", ["positive"]),
    ("BinaryCrossentropy()", ["binary", "multi_label"]),
    ("BinaryCrossentropy(from_logits=True, label_smoothing=0.1)", ["binary_logits"]),
    ("CategoricalCrossentropy()", ["one_hot", "one_hot_sequence"]),
    ("CategoricalCrossentropy(label_smoothing=0.1)", ["one_hot"]),
    ("SparseCategoricalCrossentropy()", ["sparse", "sparse_sequence"]),
]

# The same word, `accuracy`, is another metric by the shapes of labels and output.
RESOLVED = ["one_hot", "one_hot_sequence", "sparse", "sparse_column", "sparse_sequence", "binary", "multi_label"]


def fixture():
    return {
        "streams": {
            name: {key: arrays(batches) for key, batches in stream.items()}
            for name, stream in STREAMS.items()
        },
        "cases": [
            case(source, name, weighted)
            for source, names in CASES
            for name in names
            for weighted in [False, True]
        ],
        "resolved": [resolved(name) for name in RESOLVED],
        "means": [mean(source) for source in ["Mean()", "Sum()"]],
    }


def batches(stream, weighted):
    weights = stream["sample_weight"] if weighted else [None] * len(BATCHES)
    return zip(stream["y_true"], stream["y_pred"], weights)


def case(source, name, weighted):
    metric = eval(source, vars(metrics))
    results = []
    for y_true, y_pred, weight in batches(STREAMS[name], weighted):
        metric.update_state(y_true, y_pred, sample_weight=weight)
        results.append(np.asarray(metric.result()))
    return {"keras": source, "stream": name, "weighted": weighted, "results": arrays(results)}


def resolved(name):
    """What a compiled model takes `accuracy` for: the first batch through a model that changes nothing."""
    stream = STREAMS[name]
    x, y = stream["y_pred"][0], stream["y_true"][0]
    end = keras.Input(x.shape[1:])
    model = keras.Model(end, keras.layers.Activation("linear")(end))
    loss = "sparse_categorical_crossentropy" if name.startswith("sparse") else "mse"
    model.compile(loss=loss, metrics=["accuracy"])
    value = model.test_on_batch(x, y, return_dict=True)["accuracy"]
    return {"stream": name, "result": number(value)}


def mean(source):
    draw = Draw(source)
    metric = eval(source, vars(metrics))
    values = [draw.normal(4), draw.normal(4), draw.normal(2)]
    weights = [draw.uniform(4), draw.uniform(4), draw.uniform(2)]
    results = []
    for value, weight in zip(values, weights):
        metric.update_state(value, sample_weight=weight)
        results.append(np.asarray(metric.result()))
    return {
        "keras": source,
        "values": arrays(values),
        "sample_weight": arrays(weights),
        "results": arrays(results),
    }
