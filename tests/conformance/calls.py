"""Calls of functions of `keras.ops`: their outputs, and the gradients of a weighted sum of these by each input."""

import jax
import numpy as np
from keras import ops
from writing import array


def case(source, inputs):
    """A call with some of the inputs, which are arrays by their names."""
    used = names_in(compile(source, "case", "eval"))
    names = [name for name in inputs if name in used]

    def call(*values):
        found = eval(source, {**vars(ops), "inf": np.inf, **dict(zip(names, values))})
        return list(found) if isinstance(found, (list, tuple)) else [found]

    def weighted(*values):
        return sum(ops.sum(y * weights(y.shape)) for y in call(*values))

    values = [inputs[name] for name in names]
    case = {"keras": source, "inputs": [array(value) for value in values]}
    case["outputs"] = [array(np.asarray(y, "float32")) for y in call(*values)]
    try:
        gradients = jax.grad(weighted, argnums=tuple(range(len(values))))(*values)
        case["gradients"] = [array(np.asarray(gradient)) for gradient in gradients]
    except (NotImplementedError, ValueError):
        # Where JAX has none.
        case["gradients"] = None
    return case


def names_in(code):
    """The names that an expression uses, in its functions too."""
    inner = [names_in(part) for part in code.co_consts if hasattr(part, "co_names")]
    return set(code.co_names).union(*inner)


def weights(shape):
    numbers = np.arange(int(np.prod(shape)), dtype="int64")
    return (0.5 + (numbers * 7 % 11) / 10.0).astype("float32").reshape(shape)
