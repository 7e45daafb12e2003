"""Losses: the value and its gradient with respect to y_pred, and the value of each sample."""

import itertools

import jax
import numpy as np
from drawing import Draw
from keras import losses
from writing import array, number

# What `y_true` and `y_pred` look like, by the kind of loss.
KINDS = {
    "categorical": lambda draw, shape: (draw.one_hot(*shape), draw.probabilities(*shape)),
    "categorical logits": lambda draw, shape: (draw.one_hot(*shape), draw.normal(*shape, scale=3)),
    "soft": lambda draw, shape: (draw.probabilities(*shape), draw.probabilities(*shape)),
    "unscaled": lambda draw, shape: (draw.one_hot(*shape), draw.uniform(*shape, low=0.1)),
    "sparse": lambda draw, shape: (draw.classes(*shape[:-1], count=shape[-1]), draw.probabilities(*shape)),
    "sparse logits": lambda draw, shape: (
        draw.classes(*shape[:-1], count=shape[-1]),
        draw.normal(*shape, scale=3),
    ),
    "binary": lambda draw, shape: (draw.binary(*shape), draw.uniform(*shape, low=0.01, high=0.99)),
    "binary logits": lambda draw, shape: (draw.binary(*shape), draw.normal(*shape, scale=4)),
    "real": lambda draw, shape: (draw.normal(*shape, scale=2), draw.normal(*shape, scale=2)),
    "positive": lambda draw, shape: (
        draw.uniform(*shape, low=0.05, high=4),
        draw.uniform(*shape, low=0.05, high=4),
    ),
    "embeddings": lambda draw, shape: (draw.classes(shape[0], count=3), unit(draw.normal(*shape))),
    "text": lambda draw, shape: (
        np.array([[1, 2, 0], [3, 3, 0], [2, 1, 2]], dtype="int32"),
        draw.normal(*shape, scale=2),
    ),
    "signs": lambda draw, shape: (draw.binary(*shape) * 2 - 1, draw.normal(*shape)),
}

SOURCES = [
    ("CategoricalCrossentropy()", ["categorical", "soft", "unscaled"]),
    ("CategoricalCrossentropy(label_smoothing=0.1)", ["categorical"]),
    ("CategoricalCrossentropy(from_logits=True)", ["categorical logits"]),
    ("CategoricalCrossentropy(from_logits=True, label_smoothing=0.2)", ["categorical logits"]),
    ("SparseCategoricalCrossentropy()", ["sparse"]),
    ("SparseCategoricalCrossentropy(from_logits=True)", ["sparse logits"]),
    ("BinaryCrossentropy()", ["binary"]),
    ("BinaryCrossentropy(label_smoothing=0.1)", ["binary"]),
    ("BinaryCrossentropy(from_logits=True)", ["binary logits"]),
    ("BinaryCrossentropy(from_logits=True, label_smoothing=0.2)", ["binary logits"]),
    ("MeanSquaredError()", ["real"]),
    ("MeanAbsoluteError()", ["real"]),
    ("MeanAbsolutePercentageError()", ["real"]),
    ("MeanSquaredLogarithmicError()", ["positive", "real"]),
    ("Huber()", ["real"]),
    ("Huber(delta=0.4)", ["real"]),
    ("LogCosh()", ["real"]),
    ("Hinge()", ["signs", "binary logits"]),
    ("SquaredHinge()", ["signs", "binary logits"]),
    ("CategoricalHinge()", ["categorical logits"]),
    ("KLDivergence()", ["soft", "categorical"]),
    ("Poisson()", ["positive"]),
    ("CosineSimilarity()", ["real"]),
    ("BinaryFocalCrossentropy()", ["binary"]),
    ("BinaryFocalCrossentropy(apply_class_balancing=True, alpha=0.3, gamma=1.5)", ["binary"]),
    ("BinaryFocalCrossentropy(from_logits=True, label_smoothing=0.1)", ["binary logits"]),
    ("CategoricalFocalCrossentropy()", ["categorical", "soft", "unscaled"]),
    ("CategoricalFocalCrossentropy(alpha=[0.1, 0.2, 0.3, 0.4], gamma=1.5)", ["categorical"]),
    ("CategoricalFocalCrossentropy(from_logits=True, label_smoothing=0.1)", ["categorical logits"]),
    ("CategoricalGeneralizedCrossEntropy()", ["sparse"]),
    ("CategoricalGeneralizedCrossEntropy(q=0.8)", ["sparse"]),
    ("SparseCategoricalCrossentropy(ignore_class=2)", ["sparse"]),
    ("SparseCategoricalCrossentropy(ignore_class=2, from_logits=True)", ["sparse logits"]),
    *((f"{loss}(reduction='{name}')", ["real"])
      for loss in ("MeanSquaredError", "Huber") for name in ("sum", "mean", "mean_with_sample_weight")),
    ("Dice(axis=-1)", ["binary"]),
    ("Tversky(alpha=0.3, beta=0.6, axis=-1)", ["binary"]),
]

# Losses that are not of rows along the last axis: of another axis, the whole batch, pairs of samples, sequences.
WHOLE = [
    ("BinaryCrossentropy(axis=1)", "binary", (2, 3, 4)),
    ("BinaryFocalCrossentropy(axis=1)", "binary", (2, 3, 4)),
    ("CategoricalCrossentropy(axis=1, label_smoothing=0.1)", "unscaled", (2, 4, 4)),
    ("CategoricalFocalCrossentropy(axis=1)", "unscaled", (2, 3, 4)),
    ("CosineSimilarity(axis=1)", "real", (2, 3, 4)),
    ("Dice()", "binary", (5, 4)),
    ("Dice(axis=(1, 2))", "binary", (2, 3, 4)),
    ("Tversky()", "binary", (5, 4)),
    ("Tversky(alpha=0.2, beta=0.9, axis=(1, 2))", "binary", (2, 3, 4)),
    ("Circle()", "embeddings", (6, 4)),
    ("Circle(gamma=16.0, margin=0.3, remove_diagonal=False)", "embeddings", (6, 4)),
    ("CTC()", "text", (3, 7, 4)),
]



def unit(rows):
    return np.round(rows / np.linalg.norm(rows, axis=-1, keepdims=True), 3).astype("float32")


SHAPES = [(5, 4), (2, 3, 4)]


def fixture():
    cases = [
        case(source, kind, shape, weighted)
        for source, kinds in SOURCES
        for kind, shape, weighted in itertools.product(kinds, SHAPES, [False, True])
    ]
    cases += [case("BinaryCrossentropy()", "binary", (6, 1), weighted) for weighted in [False, True]]
    cases += [case(source, kind, shape, False) for source, kind, shape in WHOLE]
    return {"cases": cases + [certain(source) for source in CERTAIN]}


def case(source, kind, shape, weighted):
    draw = Draw(f"{source} {kind} {shape}")
    y_true, y_pred = KINDS[kind](draw, shape)
    weight = draw.uniform(*shape[:-1], high=2) if weighted else None  # one a step for sequences
    return outcome(source, y_true, y_pred, weight)


# Probabilities of exactly zero and one, which Keras clips before it takes their logarithm. (Kullback and Leibler's
# divergence clips at one itself, where a derivative is a convention.)
CERTAIN = {
    "CategoricalCrossentropy()": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "SparseCategoricalCrossentropy()": [0, 1, 2],
    "BinaryCrossentropy()": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}


def certain(source):
    y_pred = np.array([[1, 0, 0], [0.25, 0, 0.75], [0.5, 0.5, 0]], dtype="float32")
    y_true = np.array(CERTAIN[source])
    return outcome(source, y_true.astype("float32" if y_true.ndim == 2 else "int32"), y_pred, None)


def outcome(source, y_true, y_pred, weight):
    loss = eval(source, vars(losses))

    def value(y_pred):
        return loss(y_true, y_pred, sample_weight=weight)

    total, gradient = jax.value_and_grad(value)(y_pred)
    result = {"keras": source, "y_true": array(y_true), "y_pred": array(y_pred)}
    if weight is not None:
        result["sample_weight"] = array(weight)
    result["value"] = number(total)
    result["gradient"] = array(gradient)
    if weight is None:
        result["per_sample"] = array(loss.call(y_true, y_pred))
    return result
