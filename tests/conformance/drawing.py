"""Arbitrary inputs: seeded by the name of the case, in few digits, never on a kink or a tie."""

import zlib

import numpy as np


class Draw:
    """The generator of one case."""

    def __init__(self, name):
        self.random = np.random.default_rng(zlib.crc32(name.encode()))

    def normal(self, *shape, scale=1.0):
        return short(self.random.normal(size=shape) * scale)

    def uniform(self, *shape, low=0.0, high=1.0):
        return short(self.random.uniform(low, high, size=shape))

    def probabilities(self, *shape):
        """Positive rows that sum to one, nearly: their digits are cut."""
        odds = np.exp(self.random.normal(size=shape))
        return short(odds / odds.sum(axis=-1, keepdims=True))

    def classes(self, *shape, count):
        return self.random.integers(count, size=shape).astype("int32")

    def one_hot(self, *shape):
        return np.eye(shape[-1], dtype="float32")[self.classes(*shape[:-1], count=shape[-1])]

    def binary(self, *shape):
        return self.classes(*shape, count=2).astype("float32")


def short(values):
    """Three decimals and never zero, where so many functions have a corner."""
    values = np.round(values, 3)
    return np.where(values == 0, 0.001, values).astype("float32")
