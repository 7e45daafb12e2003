"""Functions of `keras.ops.image`. Without its `data_format`, `gaussian_blur` takes channels first, whatever Keras is set to."""

import numpy as np
from calls import case
from drawing import Draw

SOURCES = """
image.rgb_to_grayscale(x)
image.rgb_to_grayscale(one)
image.rgb_to_hsv(c)
image.hsv_to_rgb(c)
image.gaussian_blur(x, data_format="channels_last")
image.gaussian_blur(y, kernel_size=(5, 3), sigma=(0.7, 2.0), data_format="channels_last")
image.gaussian_blur(one, kernel_size=(4, 2), data_format="channels_last")
image.sobel_edges(x)
image.ssim(c, d, filter_size=3)
image.ssim(y, z, max_val=2.0, filter_size=5, filter_sigma=0.8, k1=0.1, k2=0.2)
image.extract_patches(x, 2)
image.extract_patches(x, (2, 3), strides=(1, 2), padding="same")
image.extract_patches(y, (3, 2), strides=1, dilation_rate=2)
image.extract_patches_3d(v, (2, 1, 2), strides=1, padding="same")
image.map_coordinates(m, p, 1)
image.map_coordinates(m, p, 0, fill_mode="nearest")
image.map_coordinates(m, p, 1, fill_mode="constant", fill_value=0.5)
image.map_coordinates(m, p, 1, fill_mode="nearest")
image.map_coordinates(m, p, 1, fill_mode="wrap")
image.map_coordinates(m, p, 1, fill_mode="mirror")
image.map_coordinates(m, p, 1, fill_mode="reflect")
image.affine_transform(x, concatenate([u, zeros((2, 2))], axis=1))
image.affine_transform(x, concatenate([u, zeros((2, 2))], axis=1), fill_mode="reflect")
image.affine_transform(y, concatenate([u, zeros((2, 2))], axis=1)[0], interpolation="nearest", fill_mode="wrap")
image.affine_transform(one, concatenate([u, zeros((2, 2))], axis=1), fill_mode="mirror", fill_value=0.5)
image.perspective_transform(x, s, e)
image.perspective_transform(one, s, e, fill_value=0.5)
image.perspective_transform(y, s[0], e[0], interpolation="nearest")
image.scale_and_translate(x, (2, 7, 3, 3), array([1.5, 0.7]), array([0.3, -0.2]), (1, 2), "linear")
image.scale_and_translate(x, (2, 3, 9, 3), array([0.5, 2.0]), array([-0.5, 1.0]), (1, 2), "cubic", antialias=False)
image.scale_and_translate(y, (4, 6, 2), array([0.6]), array([0.0]), (0,), "lanczos3")
""".strip().splitlines()


def fixture():
    return {"cases": [case(source, inputs(source)) for source in SOURCES]}


def inputs(source):
    draw = Draw(source)
    corners = np.array([[0, 0], [4, 0], [0, 3], [4, 3]], "float32")
    turn = np.array([[0.9, 0.2, 0.3, -0.1, 1.1, 0.4, 0, 0], [1, 0, -1.3, 0, 1, 0.7, 0, 0]], "float32")
    return {
        "x": draw.normal(2, 4, 5, 3),
        "y": draw.normal(5, 6, 2),
        "z": draw.normal(5, 6, 2),
        "one": draw.normal(2, 4, 5, 1),
        "c": np.abs(draw.normal(2, 4, 5, 3)) / 3,
        "d": np.abs(draw.normal(2, 4, 5, 3)) / 3,
        "v": draw.normal(1, 3, 2, 4, 2),
        "m": draw.normal(4, 3),
        "p": draw.normal(2, 7) * 3 + 1.2,
        "u": turn[:, :6],
        "s": np.stack([corners, corners]),
        "e": np.stack([corners, corners]) + draw.normal(2, 4, 2) * 0.4,
    }
