"""Constraints, on a kernel with columns and rows both above and below the limits."""

from drawing import Draw
from keras import constraints
from writing import array

SOURCES = """
MaxNorm()
MaxNorm(max_value=0.9)
MaxNorm(max_value=1.2, axis=1)
MaxNorm(max_value=1.5, axis=[0, 1])
NonNeg()
UnitNorm()
UnitNorm(axis=1)
MinMaxNorm(min_value=0.8, max_value=1.1)
MinMaxNorm(min_value=0.8, max_value=1.1, rate=0.4, axis=1)
""".strip().splitlines()


def fixture():
    return {"cases": [case(source, shape) for source in SOURCES for shape in [(4, 6), (2, 3, 4)]]}


def case(source, shape):
    weight = Draw(f"{source} {shape}").normal(*shape, scale=0.7)
    constrained = eval(source, vars(constraints))(weight)
    return {"keras": source, "weight": array(weight), "constrained": array(constrained)}
