"""Average precision and curves, of which Keras has none, with scikit-learn: `pip install scikit-learn==1.9.1`."""

import warnings

import numpy as np
from drawing import Draw
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve
from writing import array, arrays, number

AVERAGES = [None, "macro", "micro", "weighted"]


def streams():
    draw = Draw("average_precision")
    return {
        "one_hot": (draw.one_hot(40, 4), draw.probabilities(40, 4)),
        "multi_label": (draw.binary(40, 3), draw.uniform(40, 3)),
        "ties": (draw.binary(40, 3), draw.classes(40, 3, count=4) / np.float32(4)),
        # Nothing is of the last class.
        "absent": (draw.binary(12, 3) * np.float32([1, 1, 0]), draw.uniform(12, 3)),
    }


def fixture():
    weights = Draw("average_precision weights").uniform(40, low=0.1, high=2)
    return {
        "sample_weight": array(weights),
        "cases": [
            case(name, y_true, y_pred, weight)
            for name, (y_true, y_pred) in streams().items()
            for weight in [None, weights[: len(y_true)]]
        ],
        "curves": [curves(y_true[:, 0], y_pred[:, 0]) for y_true, y_pred in streams().values()],
    }


def case(name, y_true, y_pred, weight):
    warnings.simplefilter("ignore")
    scores = [average_precision_score(y_true, y_pred, average=how, sample_weight=weight) for how in AVERAGES]
    return {
        "name": name,
        "y_true": array(y_true),
        "y_pred": array(y_pred),
        "weighted": weight is not None,
        "averages": [how or "none" for how in AVERAGES],
        "scores": arrays(scores),
    }


def curves(y_true, y_pred):
    false_positive_rate, true_positive_rate, _ = roc_curve(y_true, y_pred, drop_intermediate=False)
    precision, recall, thresholds = precision_recall_curve(y_true, y_pred)
    return {
        "y_true": array(y_true),
        "y_pred": array(y_pred),
        "false_positive_rate": array(false_positive_rate),
        "true_positive_rate": array(true_positive_rate),
        "auc": number(roc_auc_score(y_true, y_pred)),
        "precision": array(precision),
        "recall": array(recall),
        "thresholds": array(thresholds),
        "average_precision": number(average_precision_score(y_true, y_pred)),
    }
