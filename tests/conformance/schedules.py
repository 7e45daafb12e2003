"""Learning rate schedules, at steps on, beside and beyond their boundaries."""

import numpy as np
from keras.optimizers import schedules
from writing import array

SOURCES = """
ExponentialDecay(0.1, 10, 0.7)
ExponentialDecay(0.1, 10, 0.7, staircase=True)
InverseTimeDecay(0.1, 10, 0.7)
InverseTimeDecay(0.1, 10, 0.7, staircase=True)
PolynomialDecay(0.1, 10)
PolynomialDecay(0.1, 10, 0.02, power=0.5)
PolynomialDecay(0.1, 10, 0.02, power=2.0, cycle=True)
PiecewiseConstantDecay([9, 11, 40], [0.4, 0.3, 0.2, 0.1])
CosineDecay(0.1, 40)
CosineDecay(0.1, 40, alpha=0.2)
CosineDecay(0.01, 40, warmup_target=0.1, warmup_steps=10)
CosineDecayRestarts(0.1, 10)
CosineDecayRestarts(0.1, 10, t_mul=1.0, m_mul=0.5)
CosineDecayRestarts(0.1, 10, t_mul=1.5, m_mul=0.9, alpha=0.1)
""".strip().splitlines()

STEPS = np.array([0, 1, 3, 5, 9, 10, 11, 15, 19, 20, 21, 25, 29, 31, 40, 49, 51, 69, 71, 100, 1000])


def fixture():
    return {"steps": array(STEPS), "cases": [case(source) for source in SOURCES]}


def case(source):
    schedule = eval(source, vars(schedules))
    rates = np.array([schedule(int(step)) for step in STEPS], dtype="float32")
    return {"keras": source, "rates": array(rates)}
