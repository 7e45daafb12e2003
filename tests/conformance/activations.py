"""Every activation of Keras on a grid, with the derivative of sum(y * cotangent)."""

import jax
import numpy as np
from drawing import Draw
from keras import activations
from writing import array

# Corners lie in `CORNERS`, where a derivative is a convention and only the value is kept.
GRID = np.array(
    [-50, -20.5, -9, -5.2, -3.4, -2.2, -1.3, -0.8, -0.45, -0.1, -0.003]
    + [0.002, 0.07, 0.4, 0.77, 1.2, 1.9, 2.8, 3.3, 5.4, 8, 21.5, 50],
    dtype="float32",
)
CORNERS = np.array([-6, -3, -1, -0.5, 0, 0.5, 1, 3, 6], dtype="float32")

ELEMENTWISE = """
relu(x)
relu(x, negative_slope=0.1)
relu(x, max_value=4.0)
relu(x, threshold=0.6)
relu(x, negative_slope=0.3, max_value=2.5, threshold=0.25)
relu6(x)
leaky_relu(x)
leaky_relu(x, negative_slope=0.05)
elu(x)
elu(x, alpha=0.7)
celu(x)
celu(x, alpha=1.6)
selu(x)
gelu(x)
gelu(x, approximate=True)
silu(x)
swish(x)
mish(x)
softplus(x)
softsign(x)
squareplus(x)
squareplus(x, b=1)
soft_shrink(x)
soft_shrink(x, threshold=1.1)
hard_shrink(x)
hard_shrink(x, threshold=1.1)
tanh_shrink(x)
sparse_plus(x)
sparse_sigmoid(x)
threshold(x, 0.9, -2.0)
hard_sigmoid(x)
hard_silu(x)
hard_swish(x)
hard_tanh(x)
log_sigmoid(x)
exponential(x)
sigmoid(x)
tanh(x)
linear(x)
""".strip().splitlines()

# Sparsemax where one probability is 1: with more of them, that of Keras 3.15.1 adds up running sums, and its rows do not
# sum to one.
ONE_HOT = np.array([[3, 1.5, -1, 0], [-7, -2, -3.5, -3.1]], dtype="float32")

ALONG_AN_AXIS = """
softmax(x)
softmax(x, axis=1)
log_softmax(x)
log_softmax(x, axis=1)
glu(x)
""".strip().splitlines()


def fixture():
    cases = [case(source, GRID, CORNERS) for source in ELEMENTWISE]
    for source in ALONG_AN_AXIS:
        draw = Draw(source)
        cases.append(case(source, draw.normal(3, 6)))
        cases.append(case(source, draw.normal(2, 4, 6, scale=3)))
    for source in ["softmax(x)", "log_softmax(x)"]:
        cases.append(case(source, np.array([[1000, 999, -1000], [-50, -50, -50]], dtype="float32")))
    cases.append(case("sparsemax(x)", ONE_HOT))
    return {"cases": cases}


def case(source, x, corners=None):
    def function(x):
        return eval(source, vars(activations), {"x": x})

    y, pull = jax.vjp(function, x)
    cotangent = Draw(source + " cotangent").normal(*y.shape)
    result = {
        "keras": source,
        "x": array(x),
        "y": array(y),
        "cotangent": array(cotangent),
        "gradient": array(pull(cotangent)[0]),
    }
    if corners is not None:
        result["corners"] = {"x": array(corners), "y": array(function(corners))}
    return result
