"""The networks of `keras.applications`: their layers, weights and sizes, and what they make of an image.

Weights and images are drawn by a rule that `applications.rs` follows, too: they would fill a file of 100 MB.
"""

from unittest import mock

import keras
import numpy as np
from keras import layers, regularizers
from keras.src.models import Model
from keras.src.utils import file_utils
from writing import array

SIZE = (37, 52)  # odd and even, so that every rounding shows
LARGER = (77, 92)  # of networks that leave nothing of less
FIXED = (224, 224)  # of networks that take no other

# The smallest of each family, whose layers are compared, too.
SMALLEST = [
    "VGG16",
    "VGG19",
    "ResNet50",
    "ResNet50V2",
    "MobileNetV2",
    "MobileNet",
    "MobileNetV3Small",
    "DenseNet121",
    "EfficientNetB0",
    "EfficientNetV2B0",
    "InceptionV3",
    "InceptionResNetV2",
    "Xception",
    "NASNetMobile",
    "ConvNeXtTiny",
]

# Networks that Keras makes with an argument, and publishes weights of.
VARIANTS = {
    **{f"MobileNetAlpha{round(100 * alpha):03}": ("MobileNet", {"alpha": alpha}) for alpha in [0.25, 0.5, 0.75]},
    **{
        f"MobileNetV2Alpha{round(100 * alpha):03}": ("MobileNetV2", {"alpha": alpha})
        for alpha in [0.35, 0.5, 0.75, 1.3, 1.4]
    },
    "MobileNetV3LargeAlpha075": ("MobileNetV3Large", {"alpha": 0.75}),
    "MobileNetV3LargeMinimalistic": ("MobileNetV3Large", {"minimalistic": True}),
    "MobileNetV3SmallAlpha075": ("MobileNetV3Small", {"alpha": 0.75}),
    "MobileNetV3SmallMinimalistic": ("MobileNetV3Small", {"minimalistic": True}),
}

# Networks in which what flows would grow, until the last bit of a sum changes the third digit of the output.
GAINS = {"EfficientNetV2B0": 0.75}


def fixture():
    every = [name for name in dir(keras.applications) if name[0].isupper()]
    small = resnet20()
    return {
        "networks": named_once(
            [whole(made(name), name) for name in [*SMALLEST, *VARIANTS]] + [whole(small, "ResNet20")]
        ),
        "sizes": [size(made(name), name) for name in every if name not in SMALLEST],
        "outputs": [features(name) for name in [*SMALLEST, *VARIANTS]]
        + [output(small, "ResNet20", (2, 32, 32, 3))],
    }


def named_once(networks):
    """Networks of other widths have the same names of layers and weights, which stand at the first of them."""
    firsts = {}
    for network in networks:
        names = {kind: network.pop(kind) for kind in ["layers", "weights"]}
        first = firsts.setdefault(str(names), network["name"])
        network.update(names if first == network["name"] else {"names": first})
    return networks


def made(name, **arguments):
    """The network as it is for the weights of ImageNet, of which some rescale pixels once more; but without these weights."""
    keras.backend.clear_session()  # or names go on counting
    name, more = VARIANTS.get(name, (name, {}))
    with (
        mock.patch.object(file_utils, "get_file", return_value=""),
        mock.patch.object(Model, "load_weights"),
    ):
        return getattr(keras.applications, name)(**more, **arguments)


def features(name):
    """Of a network that takes images of any size, but for NASNet's."""
    size = LARGER if "ception" in name else FIXED if "NASNet" in name else SIZE
    return output(made(name, include_top=False), name, (1, *size, 3))


def size(model, name):
    trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    return {"name": name, "params": model.count_params(), "trainable_params": trainable}


def whole(model, name):
    """Where Keras has an operation, such as `x + y`, there is no name to compare."""
    named = [step for step in model.operations if not isinstance(step, layers.InputLayer)]
    return {
        **size(model, name),
        "layers": [step.name if isinstance(step, layers.Layer) else None for step in named],
        "weights": [
            weight.path[weight.path.index(layer.name + "/") :]
            for layer in model.layers
            for weight in layer.weights
        ],
    }


def output(model, name, shape):
    """What the network makes of an image; of many channels every seventh."""
    draw, gain = Hash(), GAINS.get(name, 1)
    model.set_weights([draw.weight(weight, gain) for weight in model.weights])
    for layer in model.layers:
        if isinstance(layer, layers.Normalization):
            layer.finalize_state()  # as after loading a file; or it normalizes as before
    found = np.asarray(model(draw.numbers(shape), training=False))
    return {"name": name, "output": array(found[..., :: 7 if found.shape[-1] > 10 else 1])}


class Hash:
    """Numbers from -1 to 1 that any language gives to the last bit: the n-th is a hash of n."""

    def __init__(self):
        self.drawn = 0

    def numbers(self, shape):
        count = int(np.prod(shape))
        n = np.arange(self.drawn, self.drawn + count, dtype="uint64")
        self.drawn += count
        for factor in [0x9E3779B97F4A7C15, 0xD1342543DE82EF95]:
            n = n * np.uint64(factor)
            n ^= n >> np.uint64(32)
        return ((n >> np.uint64(40)).astype("float32") / np.float32(2**23) - np.float32(1)).reshape(shape)

    def weight(self, weight, gain):
        """As large, with a `gain` of 1, as it takes to keep what flows through the network from growing and from dying out."""
        numbers = self.numbers(weight.shape)
        kind = weight.path.split("/")[-1]
        if kind.startswith("variable"):  # and counted: Keras gives the gamma of `LayerScale` no name
            kind = "gamma"
        if kind in ("gamma", "moving_variance", "variance"):
            return numbers / 4 + 1
        if "kernel" not in kind or len(weight.shape) == 2:
            return numbers / 8
        is_depthwise = weight.shape[-1] == 1
        inputs = np.prod(weight.shape[:-2] if is_depthwise else weight.shape[:-1])
        return numbers * np.float32(gain * 2.0 ** -np.round(np.log2(inputs / 6) / 2))


def resnet20():
    """The network of Keras's example on CIFAR-10, of depth 20."""

    def convolution(x, filters, size, strides):
        return layers.Conv2D(
            filters,
            size,
            strides=strides,
            padding="same",
            kernel_initializer="he_normal",
            kernel_regularizer=regularizers.L2(1e-4),
        )(x)

    keras.backend.clear_session()  # or names go on counting
    image = keras.Input((32, 32, 3))
    x = layers.Activation("relu")(layers.BatchNormalization()(convolution(image, 16, 3, 1)))
    for filters in [16, 32, 64]:
        for block in range(3):
            strides = 2 if filters > 16 and block == 0 else 1
            shortcut = convolution(x, filters, 1, 2) if strides == 2 else x
            y = convolution(x, filters, 3, strides)
            y = layers.Activation("relu")(layers.BatchNormalization()(y))
            y = layers.BatchNormalization()(convolution(y, filters, 3, 1))
            x = layers.Activation("relu")(layers.Add()([shortcut, y]))
    x = layers.GlobalAveragePooling2D()(x)
    label = layers.Dense(10, activation="softmax", kernel_initializer="he_normal")(x)
    return keras.Model(image, label)
