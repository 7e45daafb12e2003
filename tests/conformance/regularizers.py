"""Regularizers: penalty and gradient, with an element that is exactly zero."""

import jax
from drawing import Draw
from keras import regularizers
from writing import array, number

SOURCES = ["l1()", "l1(0.3)", "l2()", "l2(0.2)", "l1_l2()", "l1_l2(l1=0.1, l2=0.4)"]
OF_MATRICES = ["orthogonal_regularizer()", "orthogonal_regularizer(0.3, mode='columns')"]


def fixture():
    cases = [case(source, shape) for source in SOURCES for shape in [(5,), (3, 4)]]
    return {"cases": cases + [case(source, (3, 4)) for source in OF_MATRICES]}


def case(source, shape):
    weight = Draw(f"{source} {shape}").normal(*shape)
    weight.flat[1] = 0
    penalty, gradient = jax.value_and_grad(eval(source, vars(regularizers)))(weight)
    return {
        "keras": source,
        "weight": array(weight),
        "penalty": number(penalty),
        "gradient": array(gradient),
    }
