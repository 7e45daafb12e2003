"""Linear algebra: the functions of `keras.ops` on stacks of small matrices."""

import numpy as np
from calls import case
from drawing import Draw

SOURCES = """
cholesky(p)
cholesky(p, upper=True)
cholesky_inverse(q)
cholesky_inverse(q, upper=True)
det(a)
det(q)
slogdet(a)
logdet(a)
inv(a)
solve(a, b)
solve(q, u)
solve_triangular(a, b)
solve_triangular(a, b, lower=True)
lu_factor(a)[0]
qr(a)
qr(t)
qr(w)
qr(t, mode="complete")
eigh(a)[0]
abs(eigh(p)[1])
svd(t)[1]
svd(w, compute_uv=False)
abs(svd(t, full_matrices=False)[0])
abs(svd(w, full_matrices=False)[2])
norm(a)
norm(u, ord=3)
norm(q, ord="fro", axis=(0, 1), keepdims=True)
norm(a, ord="nuc", axis=(1, 2))
norm(a, ord=1, axis=(0, 2))
norm(a, ord=-1, axis=(2, 0))
norm(a, ord=2, axis=(1, 2), keepdims=True)
norm(a, ord=-2, axis=(1, 2))
norm(a, ord=inf, axis=(1, 2))
norm(a, ord=-inf, axis=(1, 2))
norm(a, axis=-1)
norm(a, ord=1, axis=1, keepdims=True)
norm(a, ord=inf, axis=0)
norm(a, ord=-inf, axis=0)
norm(a, ord=0, axis=0)
norm(a, ord=-1.5, axis=2)
norm(q, ord=1)
lstsq(c, d)
lstsq(c, e)
pinv(t)
pinv(w)
matrix_rank(t)
matrix_rank(r)
""".strip().splitlines()


def fixture():
    return {"cases": [case(source, inputs(source)) for source in SOURCES]}


def inputs(source):
    draw = Draw(source)
    square = draw.normal(2, 3, 3)
    positive = np.matmul(square, square.swapaxes(1, 2)) + np.eye(3, dtype="float32")
    return {
        "a": draw.normal(2, 3, 3),
        "b": draw.normal(2, 3, 2),
        "c": draw.normal(4, 2),
        "d": draw.normal(4, 3),
        "e": draw.normal(4),
        "p": positive,
        "q": positive[0],
        "r": np.float32([[1, 2, 3], [2, 4, 6], [1, 0, 1]]),
        "t": draw.normal(2, 4, 3),
        "u": draw.normal(3),
        "w": draw.normal(2, 3, 4),
    }
