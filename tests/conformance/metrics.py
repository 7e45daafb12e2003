"""Metrics over three batches: what `result()` says after each `update_state`."""

import json

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
        "sorted_ids": lambda draw, n: (draw.classes(n, count=4), draw.probabilities(n, 4).argsort(-1)[:, ::-1].astype("float32")),
        # Numbers of classes, of which one does not exist.
        "places": lambda draw, n: (draw.classes(n, 5, count=4), draw.classes(n, 5, count=3)),
        "one_hot_places": lambda draw, n: (draw.one_hot(n, 3), draw.classes(n, count=3)),
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
    ("SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True)", ["sorted_ids"]),
    ("TruePositives()", ["binary"]),
    ("TrueNegatives(thresholds=[0.2, 0.6])", ["binary"]),
    ("FalsePositives(thresholds=0.4)", ["multi_label"]),
    ("FalsePositives(thresholds=[0.0, 0.25, 0.5, 0.75, 1.0])", ["multi_label", "ties"]),
    ("FalseNegatives()", ["multi_label"]),
    ("PrecisionAtRecall(0.7)", ["binary", "multi_label", "ties"]),
    ("PrecisionAtRecall(0.5, num_thresholds=1, class_id=2)", ["multi_label"]),
    ("RecallAtPrecision(0.6)", ["binary", "multi_label", "ties"]),
    ("RecallAtPrecision(0.4, num_thresholds=7, class_id=1)", ["multi_label"]),
    ("SensitivityAtSpecificity(0.5)", ["binary", "multi_label", "ties"]),
    ("SensitivityAtSpecificity(0.8, num_thresholds=3, class_id=1)", ["multi_label"]),
    ("SpecificityAtSensitivity(0.5)", ["binary", "multi_label", "ties"]),
    ("SpecificityAtSensitivity(0.8, num_thresholds=2, class_id=0)", ["multi_label"]),
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
    ("AUC(curve='PRGAIN', num_thresholds=9)", ["binary", "multi_label"]),
    ("AUC(curve='PRGAIN', summation_method='majoring')", ["binary"]),
    ("AUC(thresholds=[0.3, 0.1, 0.75])", ["binary", "multi_label", "ties"]),
    ("AUC(thresholds=[0.5], curve='PR')", ["binary"]),
    ("AUC(multi_label=True, num_labels=3)", ["multi_label"]),
    ("AUC(multi_label=True, label_weights=[1.0, 0.5, 2.0], curve='PR')", ["multi_label"]),
    ("AUC(multi_label=True, label_weights=[1.0, 0.0, 2.0], thresholds=[0.3, 0.6])", ["multi_label"]),
    ("AUC(label_weights=[1.0, 0.5, 2.0])", ["multi_label"]),
    ("AUC(label_weights=[1.0, 0.5, 2.0], thresholds=[0.2, 0.45], from_logits=True)", ["multi_label"]),
    ("F1Score()", ["one_hot", "ties"]),
    ("F1Score(average='micro')", ["one_hot"]),
    ("F1Score(average='macro')", ["one_hot", "ties"]),
    ("F1Score(average='weighted')", ["one_hot"]),
    ("F1Score(threshold=0.5)", ["multi_label"]),
    ("F1Score(average='macro', threshold=0.4)", ["multi_label"]),
    ("FBetaScore(beta=2.0, average='weighted')", ["one_hot"]),
    ("FBetaScore(beta=0.5, threshold=0.4)", ["multi_label"]),
    ("FBetaScore(average='micro', beta=3.0)", ["one_hot"]),
    ("IoU(num_classes=3, target_class_ids=[0, 2], dtype='float32')", ["same", "places"]),
    ("IoU(num_classes=4, target_class_ids=[1], ignore_class=2, dtype='float32')", ["places"]),
    ("IoU(num_classes=4, target_class_ids=[0, 1], sparse_y_pred=False, dtype='float32')", ["sparse"]),
    ("MeanIoU(num_classes=3, dtype='float32')", ["same", "places"]),
    ("MeanIoU(num_classes=4, sparse_y_pred=False, dtype='float32')", ["sparse"]),
    ("MeanIoU(num_classes=4, sparse_y_true=False, sparse_y_pred=False, dtype='float32')", ["one_hot"]),
    ("BinaryIoU(dtype='float32')", ["binary", "multi_label"]),
    ("BinaryIoU(target_class_ids=[1], threshold=0.3, dtype='float32')", ["binary"]),
    ("OneHotIoU(num_classes=4, target_class_ids=[0, 3], dtype='float32')", ["one_hot", "one_hot_sequence"]),
    ("OneHotIoU(num_classes=3, target_class_ids=[1], sparse_y_pred=True, dtype='float32')", ["one_hot_places"]),
    ("OneHotMeanIoU(num_classes=4, dtype='float32')", ["one_hot", "one_hot_sequence"]),
    ("OneHotMeanIoU(num_classes=4, ignore_class=1, dtype='float32')", ["one_hot"]),
    ("R2Score()", ["real"]),
    ("R2Score(class_aggregation='variance_weighted_average')", ["real"]),
    ("R2Score(class_aggregation=None, num_regressors=2)", ["real"]),
    ("R2Score(num_regressors=100)", ["real"]),
    ("PearsonCorrelation()", ["real", "real_sequence"]),
    ("PearsonCorrelation(axis=(1, 2))", ["real_sequence"]),
    ("ConcordanceCorrelation()", ["real", "real_sequence"]),
    ("ConcordanceCorrelation(axis=(2, 1))", ["real_sequence"]),
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

# What takes no weights: Keras takes them for one a place, or one a batch.
UNWEIGHTED = [
    ("MeanIoU(num_classes=3)", ["places"]),
    ("OneHotMeanIoU(num_classes=4)", ["one_hot_sequence"]),
    ("PearsonCorrelation(axis=0)", ["real", "real_sequence"]),
    ("ConcordanceCorrelation(axis=(0, 1))", ["real", "real_sequence"]),
]
# Keras's `IoU` counts places, of which a sample has several here.
OF_PLACES = {"same", "places", "multi_label", "one_hot_sequence"}


def takes_weights(source, name):
    return "IoU" not in source or name not in OF_PLACES


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
            for weighted in [False, True][: 1 + takes_weights(source, name)]
        ]
        + [case(source, name, False) for source, names in UNWEIGHTED for name in names],
        "resolved": [resolved(name) for name in RESOLVED],
        "means": [mean(source) for source in ["Mean()", "Sum()"]],
    }


def batches(stream, weighted):
    weights = stream["sample_weight"] if weighted else [None] * len(BATCHES)
    return zip(stream["y_true"], stream["y_pred"], weights)


def case(source, name, weighted):
    keras.utils.clear_session()
    metric = eval(source, vars(metrics))
    results = []
    for y_true, y_pred, weight in batches(STREAMS[name], weighted):
        metric.update_state(y_true, y_pred, sample_weight=weight)
        results.append(np.asarray(metric.result()))
    written = json.loads(json.dumps(metrics.serialize(metric)))
    return {"keras": source, "written": written, "stream": name, "weighted": weighted, "results": arrays(results)}


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
