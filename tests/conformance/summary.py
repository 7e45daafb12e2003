"""`summary()` of two models, for the look of it."""

import keras
from keras import layers


def fixture():
    return {"sequential": text(sequential()), "functional": text(functional())}


def text(model):
    lines = []
    model.summary(print_fn=lambda line, **_: lines.append(line))
    return "\n".join(lines)


def sequential():
    model = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(32, name="hidden"),
            layers.Activation("relu", name="activation"),
            layers.Dropout(0.2, name="dropout"),
            layers.Dense(10, activation="softmax", name="label"),
        ],
        name="digits",
    )
    model.get_layer("hidden").trainable = False
    return model


def functional():
    image, text = keras.Input((28, 28), name="image"), keras.Input((100,), name="text")
    towers = [layers.Flatten(name="flatten")(image), layers.Dense(64, activation="relu", name="words")(text)]
    both = layers.Concatenate(name="both")(towers)
    outputs = [
        layers.Dense(10, activation="softmax", name="label")(both),
        layers.Dense(1, name="angle")(both),
    ]
    return keras.Model([image, text], outputs, name="two_inputs")
