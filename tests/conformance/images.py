"""Image layers: what is random in Keras has a range of no width here, or is given to it."""

import jax.numpy as jnp
import keras
from drawing import Draw
from keras import layers, ops
from layers import case
from writing import array

RANGE = "value_range=(-1.5, 2)"

# A layer as Keras writes it, then the shape of its input.
ASKED = [
    ("Resizing(4, 5)", (2, 4, 5, 2)),
    ("Resizing(7, 9)", (2, 4, 5, 2)),
    ("Resizing(3, 4)", (2, 8, 9, 2)),
    ("Resizing(3, 4, antialias=True)", (2, 8, 9, 2)),
    ("Resizing(9, 4, antialias=True)", (1, 6, 13, 1)),
    *[
        (f"Resizing({height}, {width}, '{interpolation}'{antialias})", (2, 8, 9, 2))
        for interpolation in ["nearest", "bicubic", "lanczos3", "lanczos5"]
        for height, width, antialias in [(11, 13, ""), (3, 5, ""), (3, 5, ", antialias=True")]
    ],
    ("Resizing(2, 2, 'lanczos5', antialias=True)", (1, 40, 3, 1)),
    ("Resizing(4, 4, crop_to_aspect_ratio=True)", (2, 5, 9, 2)),
    ("Resizing(3, 5, crop_to_aspect_ratio=True)", (2, 9, 4, 2)),
    ("Resizing(6, 2, 'nearest', crop_to_aspect_ratio=True)", (2, 5, 9, 2)),
    ("Resizing(4, 4, pad_to_aspect_ratio=True)", (2, 5, 9, 2)),
    ("Resizing(3, 5, pad_to_aspect_ratio=True, fill_value=0.7)", (2, 9, 4, 2)),
    ("Resizing(5, 5, 'bicubic', pad_to_aspect_ratio=True, antialias=True, fill_value=-1.0)", (2, 12, 7, 2)),
    ("CenterCrop(3, 4)", (2, 6, 9, 2)),
    ("CenterCrop(5, 4)", (2, 5, 4, 2)),
    ("CenterCrop(3, 6)", (2, 8, 4, 2)),
    ("CenterCrop(7, 6)", (2, 3, 4, 2)),
    (f"AutoContrast({RANGE})", (2, 4, 5, 2)),
    ("AutoContrast()", (2, 4, 5, 1)),
    (f"ContrastLimitedAdaptiveHistogramEqualization({RANGE})", (2, 8, 16, 2)),
    (f"ContrastLimitedAdaptiveHistogramEqualization({RANGE}, clip_limit=0.0, tile_grid_size=(2, 3))", (2, 7, 8, 2)),
    (f"ContrastLimitedAdaptiveHistogramEqualization({RANGE}, clip_limit=30.0, tile_grid_size=(3, 2))", (1, 9, 10, 3)),
    (f"ContrastLimitedAdaptiveHistogramEqualization({RANGE}, tile_grid_size=(8, 8))", (1, 3, 5, 1)),
    # Nothing happens.
    ("RandomContrast(0.3)", (2, 3, 4, 3)),
    ("RandomBrightness(0.3)", (2, 3, 4, 3)),
    ("RandomErasing()", (2, 3, 4, 3)),
    ("RandomGrayscale()", (2, 3, 4, 3)),
    ("RandomInvert()", (2, 3, 4, 3)),
    ("Solarization()", (2, 3, 4, 3)),
    ("RandomPosterization(3)", (2, 3, 4, 3)),
    ("Equalization()", (2, 3, 4, 3)),
    ("RandomHue(0.3)", (2, 3, 4, 3)),
    ("RandomSaturation(0.3)", (2, 3, 4, 3)),
    ("RandomColorDegeneration(0.3)", (2, 3, 4, 3)),
    ("RandomColorJitter(hue_factor=0.3)", (2, 3, 4, 3)),
    ("RandomSharpness(0.3)", (2, 3, 4, 3)),
    ("RandomShear(0.3)", (2, 3, 4, 3)),
    ("RandomGaussianBlur()", (2, 3, 4, 3)),
    ("RandomPerspective()", (2, 3, 4, 3)),
    ("RandomElasticTransform()", (2, 3, 4, 3)),
    ("RandAugment()", (2, 3, 4, 3)),
    ("AugMix()", (2, 3, 4, 3)),
    ("Pipeline([Rescaling(0.5), CenterCrop(2, 2), RandomFlip()])", (2, 3, 4, 3)),
    ("Pipeline([Conv2D(2, 2), Dense(3, activation='tanh')])", (2, 3, 4, 3)),
]

# In training.
CASES = [
    ("RandomCrop(5, 4)", (2, 5, 4, 2)),
    ("RandomCrop(5, 4)", (2, 5, 9, 2)),
    ("RandomCrop(7, 6)", (2, 3, 4, 2)),
    ("RandomCrop(3, 6)", (2, 8, 4, 2)),
    (f"RandomContrast(0.0, {RANGE})", (2, 4, 5, 3)),
    (f"RandomBrightness((0.2, 0.2), {RANGE})", (2, 4, 5, 3)),
    (f"RandomBrightness((-0.3, -0.3), {RANGE})", (2, 4, 5, 1)),
    (f"RandomErasing((1.0, 1.0), (1.0, 1.0), 0.5, {RANGE})", (2, 4, 5, 2)),
    (f"RandomErasing(0.0, {RANGE})", (2, 4, 5, 3)),
    ("RandomGrayscale(1.0)", (2, 4, 5, 3)),
    ("RandomGrayscale(1.0)", (2, 4, 5, 1)),
    (f"RandomInvert((1.0, 1.0), {RANGE})", (2, 4, 5, 2)),
    (f"Solarization({RANGE})", (2, 4, 5, 2)),
    (f"RandomPosterization((3, 3), {RANGE})", (2, 4, 5, 2)),
    (f"RandomPosterization(1, {RANGE})", (2, 4, 5, 2)),
    (f"Equalization({RANGE})", (3, 8, 9, 2)),
    (f"Equalization({RANGE}, bins=7)", (3, 8, 9, 2)),
    (f"RandomHue((1.0, 1.0), {RANGE})", (2, 4, 5, 3)),
    (f"RandomHue(0.0, {RANGE})", (2, 4, 5, 3)),
    (f"RandomSaturation((0.7, 0.7), {RANGE})", (2, 4, 5, 3)),
    ("RandomSaturation((0.3, 0.3))", (2, 4, 5, 3)),
    (f"RandomColorDegeneration((0.4, 0.4), {RANGE})", (2, 4, 5, 3)),
    (f"RandomColorDegeneration((-0.4, -0.4), {RANGE})", (2, 4, 5, 1)),
    (
        f"RandomColorJitter({RANGE}, brightness_factor=(0.1, 0.1), contrast_factor=0.0,"
        " saturation_factor=(0.6, 0.6), hue_factor=(1.0, 1.0))",
        (2, 4, 5, 3),
    ),
    (f"RandomSharpness((0.8, 0.8), {RANGE})", (2, 4, 5, 3)),
    (f"RandomSharpness((0.1, 0.1), {RANGE})", (2, 5, 2, 1)),
    ("RandomShear(0.0, 0.0)", (2, 4, 5, 3)),
    (f"RandomGaussianBlur((1.0, 1.0), 3, (0.7, 0.7), {RANGE})", (2, 4, 5, 3)),
    (f"RandomGaussianBlur((1.0, 1.0), (5, 3), (1.0, 1.0), {RANGE})", (2, 6, 5, 2)),
    ("RandomPerspective(1.0, 0.0)", (2, 4, 5, 3)),
    (f"RandomElasticTransform((1.0, 1.0), 0.0, {RANGE})", (2, 4, 5, 3)),
    (f"Pipeline([RandomInvert((1.0, 1.0), {RANGE}), Conv2D(2, 2)])", (2, 3, 4, 3)),
]


class Around(keras.Layer):
    """A layer in a model; by itself, one that gives its input as it is would be none."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def call(self, x, training=False):
        return self.layer(x, training=training)


def around(layer, ends):
    return Around(layer)(ends[0])


def chosen(source, shape, transformations):
    """What Keras makes of images by each of the transformations that a layer chooses from."""
    images = Draw(f"{source} {shape}").normal(*shape)
    layer = eval(source, vars(layers))
    outputs = [layer.transform_images(jnp.array(images), transformation) for transformation in transformations]
    return {"keras": source, "input": array(images), "outputs": [array(output) for output in outputs]}


def shears(x, y, batch, shape):
    factors = [sign * jnp.array([[x, y]] * batch) for sign in (1.0, -1.0)]
    return [{"shear_factor": factor, "input_shape": shape} for factor in factors]


def choices():
    hues = [{"factor": jnp.full((8,), sign * 0.15)} for sign in (1, -1)]
    levels = {"additions": jnp.full((2, 1, 1, 1), 0.1 * 255), "thresholds": jnp.full((2, 1, 1, 1), 0.6 * 255)}
    shape = (8, 4, 5, 2)
    return [
        chosen(f"RandomHue((0.3, 0.3), {RANGE})", (8, 3, 4, 3), hues),
        chosen(f"Solarization((0.1, 0.1), (0.6, 0.6), {RANGE})", (2, 4, 5, 2), [levels]),
        chosen("RandomShear((0.3, 0.3), (0.2, 0.2))", shape, shears(0.3, 0.2, 8, shape)),
        chosen(
            "RandomShear((0.4, 0.4), interpolation='nearest', fill_mode='constant', fill_value=0.5)",
            shape,
            shears(0.4, 0.0, 8, shape),
        ),
    ]


def read_from():
    """Images whose pixels are read from other places."""
    draw = Draw("images")
    images = draw.normal(2, 4, 5, 2)
    corners = [[0.0, 0.0], [4.0, 0.0], [0.0, 3.0], [4.0, 3.0]]
    moved = jnp.array([corners, corners]) + draw.uniform(2, 4, 2, low=-0.9, high=0.9)
    ways = draw.normal(2, 4, 5, 2)
    cases = []
    for interpolation in ["nearest", "bilinear"]:
        output = ops.image.perspective_transform(
            images, jnp.array([corners, corners]), moved, interpolation=interpolation, fill_value=0.6
        )
        cases.append(
            {
                "interpolation": interpolation,
                "fill_mode": "constant",
                "images": array(images),
                "corners": array(moved),
                "output": array(output),
            }
        )
        for fill_mode in ["constant", "nearest", "reflect", "wrap"]:
            y, x = jnp.meshgrid(jnp.arange(4.0), jnp.arange(5.0), indexing="ij")
            output = [
                [
                    ops.image.map_coordinates(
                        images[b, ..., c],
                        jnp.stack([y + ways[b, ..., 1], x + ways[b, ..., 0]]),
                        order=int(interpolation == "bilinear"),
                        fill_mode=fill_mode,
                        fill_value=0.6,
                    )
                    for c in range(2)
                ]
                for b in range(2)
            ]
            cases.append(
                {
                    "interpolation": interpolation,
                    "fill_mode": fill_mode,
                    "images": array(images),
                    "ways": array(ways),
                    "output": array(jnp.moveaxis(jnp.array(output), 1, -1)),
                }
            )
    return cases


def fixture():
    cases = [case(source, [shape], call=around) for source, shape in ASKED]
    cases += [case(source, [shape], training=True, call=around) for source, shape in CASES]
    return {"cases": cases, "choices": choices(), "read_from": read_from()}
