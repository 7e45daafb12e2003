"""The order of weights, which is neither that of the layers' creation nor that of their calls."""

import keras
from keras import layers


def fixture():
    return {"cases": [case(model) for model in [branches, swapped, two_outputs, shared]]}


def case(model):
    return {"keras": model.__name__, "weights": [weight.path for weight in model().weights]}


def branches():
    """A short branch, called before the long one it is added to."""
    a, b = keras.Input((2,)), keras.Input((3,))
    short = layers.Dense(5, name="short")(a)
    long = layers.Dense(5, name="long_2")(layers.Dense(4, name="long_1")(b))
    return keras.Model([a, b], layers.Dense(1, name="last")(layers.Add()([short, long])))


def swapped():
    """Two equal branches, added in the other order than they are called in."""
    a, b = keras.Input((2,)), keras.Input((3,))
    right = layers.Dense(4, name="right")(b)
    left = layers.Dense(4, name="left")(a)
    return keras.Model([a, b], layers.Add()([left, right]))


def two_outputs():
    """An output from halfway."""
    x = keras.Input((2,))
    first = layers.Dense(3, name="first")(x)
    early = layers.Dense(1, name="early")(first)
    late = layers.Dense(1, name="late")(layers.Dense(2, name="second")(first))
    return keras.Model(x, [early, late])


def shared():
    """A layer that is called twice, near the output and far from it."""
    x, y = keras.Input((4,)), keras.Input((4,))
    both = layers.Dense(4, name="both")
    near = both(layers.Dense(4, name="before")(y))
    far = layers.Dense(4, name="after")(both(x))
    return keras.Model([x, y], layers.Add()([near, far]))
