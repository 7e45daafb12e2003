"""Operations of `keras.ops` on JAX: values, and gradients by each input of numbers that have one.

A case is of the function of `K` that has its name; `of` is what Keras calls it, where that is something else.
"""

import inspect

import jax
import jax.numpy as jnp
import numpy as np
import writing
from drawing import Draw
from keras import ops

CASES = []


def case(name, *inputs, of=None, gradient=True, **args):
    function = of or getattr(ops, name.rstrip("_"))
    call = lambda *inputs: flat(function(*inputs, **{key: fixed(value) for key, value in args.items()}))
    inputs = [np.asarray(x, "float32") if np.asarray(x).dtype.kind == "f" else np.asarray(x, "int32") for x in inputs]
    outputs = [np.asarray(y) for y in call(*inputs)]
    CASES.append(
        {
            "op": name,
            "args": args,
            "inputs": [array(x) for x in inputs],
            "outputs": [array(y) for y in outputs],
            "gradients": gradients(call, inputs) if gradient else [],
        }
    )


def flat(y):
    return list(y) if isinstance(y, (tuple, list)) else [y]


def fixed(value):
    """Lists as tuples, which JAX takes everywhere."""
    return tuple(fixed(item) for item in value) if isinstance(value, list) else value


def weights(y):
    """No two elements of an output count alike."""
    return (0.5 + np.arange(y.size) * 7 % 11 / 10).reshape(y.shape).astype("float32")


def gradients(call, inputs):
    """By each input; empty where nothing has a gradient, and for inputs of integers."""
    floats = [i for i, x in enumerate(inputs) if x.dtype.kind == "f"]

    def loss(*values):
        given = list(inputs)
        for i, value in zip(floats, values):
            given[i] = value
        outputs = [y for y in call(*given) if jnp.issubdtype(y.dtype, jnp.floating)]
        return sum((jnp.sum(y * weights(y)) for y in outputs), jnp.float32(0))

    if not floats or not any(jnp.issubdtype(y.dtype, jnp.floating) for y in call(*inputs)):
        return []
    found = jax.grad(loss, argnums=tuple(range(len(floats))))(*[jnp.asarray(inputs[i]) for i in floats])
    by = dict(zip(floats, found))
    return [array(by[i]) if i in by else None for i in range(len(inputs))]


def array(values):
    """As `writing.array`, with what is not finite, and -0, as words."""
    values = np.asarray(values)
    if values.dtype.kind != "f":
        return writing.array(values)
    is_plain = lambda x: np.isfinite(x) and not (x == 0 and np.signbit(x))
    data = [writing.number(x) if is_plain(x) else str(x) for x in values.astype("float32").ravel()]
    return {"shape": list(values.shape), "data": data}


def elementwise(draw):
    x, wide = draw.normal(2, 3), draw.normal(3, 4, scale=3.0)
    inside, positive = draw.uniform(2, 3, low=-0.9, high=0.9), draw.uniform(2, 3, low=0.1, high=5.0)
    for name in ["abs", "absolute", "fabs", "arctan", "arcsinh", "cbrt", "ceil", "cos", "cosh", "deg2rad", "erf", "exp",
                 "exp2", "expm1", "floor", "log_softmax", "negative", "rad2deg", "reciprocal", "relu", "round", "sigmoid",
                 "sign", "sin", "sinc", "sinh", "softmax", "softplus", "square", "tan", "tanh", "trunc", "zeros_like",
                 "ones_like", "stop_gradient"]:
        case(name, x)
    case("erfc", wide)
    case("i0", wide)
    case("sinc", np.array([0.0, 1.0, 0.05, 2.5]))
    for name in ["arccos", "arcsin", "arctanh", "erfinv"]:
        case(name, inside)
    for name in ["log", "log1p", "log2", "log10", "rsqrt", "sqrt"]:
        case(name, positive)
    case("arccosh", positive + 1)
    odd = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1.5])
    for name in ["isfinite", "isinf", "isnan", "isneginf", "isposinf", "logical_not"]:
        case(name, odd)
    case("signbit", odd[:4])
    for name in ["arctan", "tanh", "sinh", "cosh", "erfc", "cbrt", "exp2", "reciprocal"]:
        case(name, odd, gradient=False)
    case("nan_to_num", odd)
    case("nan_to_num", odd, nan=1.0, posinf=2.0, neginf=-2.0)
    case("clip", x, of=lambda x, min, max: ops.clip(x, min, max), min=-0.5, max=0.8)
    case("cast", x, of=lambda x, dtype: ops.cast(x, dtype), dtype="int32")


def pairs(draw):
    a, b, row = draw.normal(2, 3), draw.normal(2, 3), draw.normal(3)
    positive = draw.uniform(2, 3, low=0.5, high=3.0)
    for name in ["add", "arctan2", "divide", "divide_no_nan", "floor_divide", "fmax", "fmin", "fmod", "heaviside", "hypot",
                 "logaddexp", "logaddexp2", "maximum", "minimum", "mod_", "multiply", "subtract", "true_divide", "equal",
                 "not_equal", "greater", "greater_equal", "less", "less_equal", "logical_and", "logical_or", "logical_xor"]:
        case(name, a, b)
        case(name, a, row)
    case("pow", positive, b, of=ops.power)
    case("power", positive, row)
    odd = np.array([0.0, 0.0, 1.0, -1.0, np.inf, np.nan, 5.5, -5.5, 6.0, -6.0])
    other = np.array([0.0, 1.0, 0.0, np.inf, np.inf, 1.0, -2.0, -2.0, -2.0, -2.0])
    for name in ["arctan2", "divide_no_nan", "fmax", "fmin", "fmod", "hypot", "logaddexp", "mod_"]:
        case(name, odd, other, gradient=False)
    for name in ["isclose", "allclose"]:
        case(name, np.array([1.0, 1.0, np.inf, np.nan, 0.0]), np.array([1.000001, 1.1, np.inf, np.nan, 1e-9]))
    case("isclose", a, a * 1.01, rtol=0.0, atol=0.01, equal_nan=True)
    case("nextafter", a, b, gradient=False)
    m, n = np.array([12, -18, 7, 0]), np.array([18, 12, 0, 0])
    for name in ["gcd", "lcm", "bitwise_and", "bitwise_or", "bitwise_xor"]:
        case(name, m, n)
    for name in ["bitwise_not", "bitwise_invert"]:
        case(name, m)
    for name in ["bitwise_left_shift", "bitwise_right_shift", "left_shift", "right_shift"]:
        case(name, m, np.array([1, 2, 3, 31]))
    case("ldexp", a, np.array([3, -2, 0]))
    case("prelu", a, positive, of=lambda x, alpha: ops.where(x > 0, x, alpha * x))
    case("where_", np.array([[1, 0, 1]]), a, b, of=lambda c, a, b: ops.where(c != 0, a, b))
    case("select", a, b, row, of=lambda a, b, c: ops.select([a < 0, a > 1], [b, c], 7.0))
    case("bias_add", a, row, of=ops.add)


def created():
    case("arange", start=0.0, stop=5.0, step=0.75)
    case("arange", start=5.0, stop=-1.0, step=-2.0)
    case("full", shape=[2, 3], fill_value=1.5)
    case("full_like", np.ones((2, 2)), fill_value=3.0)
    case("ones", shape=[2, 1])
    case("zeros", shape=[0, 2])
    case("constant", of=lambda value, shape: ops.full(shape, value), value=2.0, shape=[3])
    case("identity", n=3)
    for n, m, k in [(2, 3, 0), (3, 2, -1), (3, 3, 5)]:
        case("eye", N=n, M=m, k=k)
        case("tri", N=n, M=m, k=k)
    for endpoint in [True, False]:
        case("linspace", start=-1.0, stop=2.0, num=7, endpoint=endpoint)
        case("logspace", start=-1.0, stop=2.0, num=5, endpoint=endpoint, base=2)
        case("geomspace", start=-1.0, stop=-20.0, num=5, endpoint=endpoint)
    for size in [0, 1, 2, 7, 8]:
        for name in ["bartlett", "blackman", "hamming", "hanning"]:
            case(name, of=lambda m, name=name: getattr(ops, name)(m), m=size)
        case("kaiser", of=lambda m, beta: ops.kaiser(m, beta), m=size, beta=8.6)
    x, y = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0])
    for indexing in ["xy", "ij"]:
        case("meshgrid", x, y, y, indexing=indexing)
    for increasing in [True, False]:
        case("vander", x, N=4, increasing=increasing)


def diagonals(draw):
    x, stack = draw.normal(3, 4), draw.normal(2, 3, 4)
    for k in [-2, 0, 1]:
        case("diag", x, k=k)
        case("diag", x[0], k=k)
        case("diagflat", x, k=k)
        case("tril", stack, k=k)
        case("triu", stack, k=k)
        case("diagonal", stack, offset=k, axis1=2, axis2=0)
        case("trace", stack, offset=k, axis1=1, axis2=2)


def arranged(draw):
    x, y, v = draw.normal(2, 3, 4), draw.normal(2, 3), draw.normal(5)
    case("broadcast_to", y, shape=[4, 2, 3])
    case("moveaxis", x, source=[0, -1], destination=[1, 0])
    case("swapaxes", x, axis1=0, axis2=-1)
    case("transpose", x)
    case("permute_dimensions", x, of=lambda x, pattern: ops.transpose(x, pattern), pattern=[2, 0, 1])
    for shift in [-7, 0, 2]:
        case("roll", y, shift=shift)
        case("roll", x, shift=shift, axis=1)
    for k in [-1, 0, 1, 2]:
        case("rot90", x, k=k, axes=[1, 2])
    for name in ["flip", "fliplr", "flipud", "ravel", "flatten", "batch_flatten"]:
        batch = lambda x: ops.reshape(x, (len(x), -1))
        case(name, x, of={"flatten": ops.ravel, "batch_flatten": batch}.get(name))
    case("reverse", x, of=ops.flip, axis=-2)
    case("reshape", x, of=ops.reshape, newshape=[4, -1])
    case("expand_dims", x, axis=-2)
    case("squeeze", x[:, :1], axis=1)
    case("repeat", y, repeats=3, axis=1)
    case("tile", y, repeats=[2, 1, 2])
    case("concatenate", x, x + 1, of=lambda a, b, axis: ops.concatenate([a, b], axis), axis=1)
    case("stack", y, y + 1, of=lambda a, b, axis: ops.stack([a, b], axis), axis=-1)
    case("append", y, v)
    case("append", y, y + 1, axis=1)
    for name in ["hstack", "vstack", "dstack"]:
        of = lambda a, b, name=name: getattr(ops, name)([a, b])
        case(name, v, v + 1, of=of)
        case(name, y, y + 1, of=of)
    case("split", x, indices_or_sections=2, axis=2)
    case("split", x, indices_or_sections=[1, 3], axis=-1)
    case("array_split", v, indices_or_sections=3, axis=0)
    case("hsplit", x, indices_or_sections=3)
    case("vsplit", x, indices_or_sections=2)
    case("dsplit", x, indices_or_sections=[2])
    case("unstack", x, axis=1)
    case("part", v, of=lambda x, offset, shape: ops.reshape(x[offset : offset + 4], shape), offset=1, shape=[2, 2])
    case("slice", x, start_indices=[0, 1, 2], shape=[2, 2, 1])
    update = lambda x, updates, start_indices: ops.slice_update(x, start_indices, updates)
    case("slice_update", x, y[:, :2, None], of=update, start_indices=[0, 1, 3])
    case("get_item", x, of=lambda x: x[-1, ..., ::-2, None])
    for mode in ["edge", "reflect", "symmetric", "wrap"]:
        case("pad", x, pad_width=[[1, 1], [0, 2], [3, 0]], mode=mode)
    case("pad", y, pad_width=[[1, 0], [2, 1]], mode="constant", constant_values=1.5)
    case("zero_pad", x, of=lambda x, padding: ops.pad(x, [[0, 0], padding, [0, 0]]), padding=[1, 2])
    case("crop", x, of=lambda x, cropping: x[:, cropping[0] : 3 - cropping[1]], cropping=[1, 1])
    image = draw.normal(2, 2, 4, 6)
    case("unfold", image, kernel_size=[2, 3], dilation=[2, 1], padding=[0, 1], stride=[1, 2])
    case("fold", draw.normal(1, 8, 6), output_size=[3, 4], kernel_size=[2, 2], dilation=[1, 1], padding=[0, 0], stride=[1, 1])
    case("fold", draw.normal(1, 4, 12), output_size=[3, 4], kernel_size=[2, 2], dilation=[2, 2], padding=[1, 1], stride=[1, 1])
    case("space_to_depth", image, block_size=2)
    case("depth_to_space", draw.normal(1, 2, 3, 8), block_size=2)
    case("rearrange", x, of=lambda x, pattern, b: ops.rearrange(x, pattern, b=b), pattern="a c (b d) -> (d a) b c", b=2)


def reductions(draw):
    x = draw.normal(3, 4)
    both = ["all", "any", "amax", "amin", "argmax", "argmin", "count_nonzero", "logsumexp", "max", "mean", "median", "min",
            "prod", "ptp", "std", "sum", "var"]
    for name in both:
        case(name, x)
        case(name, x, axis=0)
        case(name, x, axis=-1)
    holes = np.array(x)
    holes[0, 1] = holes[2, 3] = holes[2, 0] = np.nan
    for name in ["argmax", "argmin", "max", "mean", "median", "min", "prod", "std", "sum", "var"]:
        gradient = name in ["sum", "mean", "var", "max", "min"]
        case(f"nan{name}", holes, gradient=gradient)
        case(f"nan{name}", holes, axis=1, gradient=gradient)
    case("nanmean", np.full((2, 2), np.nan), axis=0, gradient=False)
    case("nanargmax", np.full((2, 2), np.nan), axis=0)
    for name in ["cumsum", "cumprod"]:
        case(name, x, axis=1)
        case(f"nan{name}", holes, axis=0)
    for method in ["linear", "lower", "higher", "nearest", "midpoint"]:
        case("quantile", x, q=0.3, method=method)
        case("quantile", x, q=0.85, axis=1, method=method)
        case("percentile", x, q=20.0, axis=0, method=method)
        case("nanquantile", holes, q=0.4, axis=1, method=method, gradient=False)
    case("percentile", x, q=70.0, method="linear")
    case("nanpercentile", holes, q=70.0, method="linear", gradient=False)
    case("nanpercentile", holes, q=70.0, axis=0, method="linear", gradient=False)
    case("average", x)
    case("average", x, draw.uniform(3, 4), of=lambda x, w: ops.average(x, weights=w))
    case("average", x, draw.uniform(4), of=lambda x, w, axis: ops.average(x, axis=axis, weights=w), axis=1)
    case("corrcoef", draw.normal(3, 5))
    for mode in ["valid", "same", "full"]:
        case("correlate", draw.normal(6), draw.normal(3), mode=mode)
        case("correlate", draw.normal(3), draw.normal(4), mode=mode)
    for n, axis in [(1, -1), (2, 0), (0, 1)]:
        case("diff", x, n=n, axis=axis)
    case("trapezoid", x, dx=0.5, axis=0)
    case("trapezoid", x, np.sort(draw.normal(4)), axis=1)
    whole = np.array([1, 5, 1, 0])
    case("bincount", whole, minlength=8)
    case("bincount", whole, draw.normal(4), of=lambda x, w: ops.bincount(x, weights=w))
    # The edges follow the smallest and the largest number there.
    case("histogram", draw.normal(30), bins=7, gradient=False)
    case("histogram", draw.normal(30), bins=4, range=[-1.0, 0.5])
    case("l2_normalize", x, of=lambda x, axis: ops.normalize(x, axis=axis, order=2), axis=-1)


def sorted_and_searched(draw):
    x = draw.normal(3, 5)
    for axis in [0, -1]:
        case("sort", x, axis=axis)
        case("argsort", x, axis=axis)
    case("sort", np.array([2.0, np.nan, -np.inf, 1.0]), axis=0, gradient=False)
    case("argsort", np.array([2, 1, 2, 1, 0]), axis=0)
    case("top_k", x, k=3)
    case("in_top_k", np.array([1, 0, 4]), x, k=2)
    case("searchsorted", np.array([1.0, 2.0, 2.0, 4.0]), np.array([[0.0, 2.0], [3.0, 9.0]]), side="left")
    case("searchsorted", np.array([1.0, 2.0, 2.0, 4.0]), np.array([[0.0, 2.0], [3.0, 9.0]]), side="right")
    case("digitize", x, np.array([-1.0, 0.0, 0.5]))
    case("unique", np.array([[3, 1], [1, 7]]), of=lambda x: ops.unique(x, return_inverse=True, return_counts=True))
    case("nonzero", np.array([[0.0, 2.0], [3.0, 0.0], [0.0, 1.0]]))
    case("isin", np.array([[1, 2], [3, 4]]), np.array([2, 3]), invert=False)
    case("isin", np.array([[1, 2], [3, 4]]), np.array([2, 3]), invert=True)


def indexed(draw):
    x, table = draw.normal(3, 4), draw.normal(4, 2, 3)
    at = np.array([[1, 0], [2, -1]])
    case("take", x, at)
    case("take", table, np.array([[1, 0], [0, -1]]), axis=1)
    case("take_along_axis", x, np.array([[3, 0], [1, 1], [2, -1]]), axis=1)
    case("take_along_axis", x, np.array([[2, 0, 1, 1]]), axis=0)
    case("gather", table, np.array([[3, 0]]), of=lambda x, i: ops.take(x, i, axis=0))
    case("one_hot", np.array([2, 0]), num_classes=4)
    case("unravel_index", np.array([[5, 11]]), shape=[3, 4])
    rows = np.array([[0, 1], [2, 3], [0, 1]])
    case("scatter", rows, draw.normal(3), shape=[3, 4])
    case("scatter", np.array([[2], [0]]), draw.normal(2, 4), shape=[3, 4])
    for reduction in [None, "add", "mul", "max", "min"]:
        # JAX has no gradient of the product.
        case("scatter_update", x, rows[:2], draw.normal(2), reduction=reduction, gradient=reduction != "mul")
    case("scatter_update", x, rows, draw.normal(3), reduction="add")
    ids = np.array([1, 0, 1, 3])
    for name in ["segment_sum", "segment_prod", "segment_max", "segment_min"]:
        case(name, draw.normal(4), ids, num_segments=5, gradient=name != "segment_prod")
        case(name, table, ids, num_segments=4, gradient=name != "segment_prod")


def products(draw):
    m = lambda *shape: draw.normal(*shape)
    case("dot", m(2, 3), m(3, 4))
    case("linear", m(2, 3), m(3, 4), m(4), of=lambda x, kernel, bias: ops.matmul(x, kernel) + bias)
    case("matmul", m(2, 3, 4), m(4, 2))
    case("batch_dot", m(2, 3, 4), m(2, 4), of=lambda x, y: ops.einsum("bij,bj->bi", x, y))
    case("cdist", m(3, 2), m(4, 2))
    case("cdist", m(2, 3, 2), m(4, 2))
    for shapes in [((2, 3), (2, 3)), ((3,), (2, 3)), ((2, 2), (2, 3)), ((2, 3), (2, 2)), ((2,), (4, 2))]:
        case("cross", m(*shapes[0]), m(*shapes[1]), axis=-1)
    case("cross", m(3, 2), m(3, 2), axis=0)
    case("inner", m(2, 3), m(4, 3))
    case("inner", m(2, 3), m())
    case("outer", m(2, 2), m(3))
    case("vdot", m(2, 3), m(2, 3))
    case("kron", m(2, 2), m(3))
    case("kron", m(2, 1, 2), m(2, 3))
    case("tensordot", m(2, 3, 4), m(3, 4, 2), axes=2)
    case("tensordot", m(2, 3), m(4), axes=0)
    case("tensordot", m(2, 3, 4), m(4, 5, 3), axes=[[1, 2], [2, 0]])
    for subscripts, *shapes in [
        ("ij,jk->ik", (2, 3), (3, 4)), ("ij,jk", (2, 3), (3, 4)), ("ba", (2, 3)), ("ii", (3, 3)), ("ii->i", (3, 3)),
        ("...ij,...jk->...ik", (2, 3, 4), (4, 2)), ("b...d,dh->b...h", (2, 3, 5, 4), (4, 2)),
        ("bqhd,bkhd->bhqk", (2, 3, 2, 4), (2, 5, 2, 4)), ("i,j,k->kji", (2,), (3,), (4,)),
        ("ij,ij,ij->", (2, 3), (2, 3), (2, 3)), ("iij,jk->ki", (2, 2, 3), (3, 4)), ("ij->", (2, 3)),
        ("i...,j...->ij...", (2, 1, 3), (3, 2, 3)), ("abc,cd,de->abe", (2, 3, 4), (4, 2), (2, 3)), ("a,b->a", (2,), (3,)),
        ("...,...", (2, 3), (3,)), ("ij->ji", (2, 3)), (",i->i", (), (3,)),
    ]:
        case("einsum", *[m(*shape) for shape in shapes], of=lambda *x, subscripts: ops.einsum(subscripts, *x), subscripts=subscripts)
    targets, logits = Draw("targets").probabilities(2, 4), m(2, 4)
    crossentropy = lambda t, x: ops.categorical_crossentropy(t / ops.sum(t, -1, keepdims=True), x, from_logits=True)
    case("softmax_cross_entropy", np.array([[0, 1, 0, 0], [0, 0, 0, 1]]), logits, of=lambda t, x: crossentropy(t, x))
    case("sparse_softmax_cross_entropy", np.array([1, 3]), logits, of=lambda t, x: ops.sparse_categorical_crossentropy(t, x, from_logits=True))


def fixture():
    CASES.clear()
    draw = Draw("ops")
    for subject in [elementwise, pairs, created, diagonals, arranged, reductions, sorted_and_searched, indexed, products]:
        subject(draw) if inspect.signature(subject).parameters else subject()
    return {"cases": CASES}
