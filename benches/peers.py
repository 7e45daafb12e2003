"""The rows of the table by NumPy, PyTorch and JAX: prints the seconds of one step or answer for each that can be imported.

    python peers.py "784-32-10, RMSprop, step of 128"
"""

import sys
import time

import numpy as np

TURN = 0.3  # seconds that a round lasts about
ROUNDS = 7


def median(step):
    """Seconds of one `step`, which returns when its work is done."""
    for _ in range(3):
        step()
    start = time.perf_counter()
    step()
    times = max(1, int(TURN / (time.perf_counter() - start)))
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(times):
            step()
        rounds.append((time.perf_counter() - start) / times)
    return sorted(rounds)[ROUNDS // 2]


def batches(x, y, size):
    """Batches in shuffled order, gathered one by one, for ever."""
    rng = np.random.default_rng(1)
    while True:
        order = rng.permutation(len(x))
        for start in range(0, len(x) - size + 1, size):
            rows = order[start : start + size]
            yield x[rows], y[rows]


def data(kind, batch=1):
    """Some samples, twice as many as a batch at least."""
    rng = np.random.default_rng(0)
    classes = lambda n: rng.integers(0, 10, n)
    if kind == "flat":
        return rng.random((8192, 784), np.float32), classes(8192)
    if kind == "digits":
        count = max(1024, 2 * batch)
        return rng.random((count, 1, 28, 28), np.float32), classes(count)
    if kind == "cifar":
        return rng.random((512, 3, 32, 32), np.float32), classes(512)
    if kind == "reviews":
        return rng.integers(0, 20000, (512, 80)), rng.random((512, 1), np.float32)
    return rng.random((2048, 50, 10), np.float32), rng.random((2048, 1), np.float32)


def images():
    return np.random.default_rng(3).random((32, 256, 256, 3), np.float32)


def heads():
    return np.random.default_rng(4).random((2, 8, 128, 8, 64), np.float32)


def vectors():
    return np.random.default_rng(5).random((1000, 1000), np.float32)


def sequence():
    """Inputs of each step, a matrix and the first state."""
    rng = np.random.default_rng(6)
    return [rng.uniform(-0.1, 0.1, shape).astype(np.float32) for shape in [(100, 32, 64), (64, 64), (32, 64)]]


def transcripts():
    """Logits, and labels none of which is the one before."""
    labels = (1 + np.arange(32 * 40) * 7 % 63).reshape(32, 40)
    return np.random.default_rng(7).random((32, 150, 64), np.float32), labels


# -- NumPy


def numpy_row(row, _):
    def einsum():
        x, y = heads()
        return median(lambda: np.einsum("bqhd,bkhd->bhqk", x, y, optimize=True))

    def sort():
        x = vectors()
        return median(lambda: np.sort(x))

    def scan():
        x, w, first = sequence()

        def steps():
            h, outputs = first, np.empty_like(x)
            for i, at in enumerate(x):
                outputs[i] = h = np.tanh(at + h @ w)

        return median(steps)

    rows = {
        "einsum bqhd,bkhd->bhqk, 8x128x8x64": einsum,
        "sort 1000 vectors of 1000": sort,
        "scan of 100 steps, tanh(x + h w), 32x64": scan,
    }
    return rows[row]() if row in rows else None


# -- PyTorch


def torch_row(row, size):
    import torch
    from torch import nn

    torch.manual_seed(0)

    class Last(nn.Module):
        """The last output of an LSTM."""

        def __init__(self, features, units):
            super().__init__()
            self.lstm = nn.LSTM(features, units, batch_first=True)

        def forward(self, x):
            return self.lstm(x)[1][0][0]

    def small():
        return nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))

    def wide():
        hidden = lambda n: [nn.Linear(n, 512), nn.ReLU(), nn.Dropout(0.2)]
        return nn.Sequential(*hidden(784), *hidden(512), nn.Linear(512, 10))

    def cnn():
        return nn.Sequential(
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
            nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10),
        )

    class Block(nn.Module):
        def __init__(self, before, filters, stride):
            super().__init__()
            conv = lambda a, b, s, k=3: nn.Conv2d(a, b, k, s, k // 2)
            self.body = nn.Sequential(
                conv(before, filters, stride), nn.BatchNorm2d(filters), nn.ReLU(),
                conv(filters, filters, 1), nn.BatchNorm2d(filters),
            )
            same = stride == 1 and before == filters
            self.shortcut = nn.Identity() if same else conv(before, filters, stride, 1)

        def forward(self, x):
            return torch.relu(self.body(x) + self.shortcut(x))

    def resnet20():
        layers, before = [nn.Conv2d(3, 16, 3, 1, 1), nn.BatchNorm2d(16), nn.ReLU()], 16
        for filters in (16, 32, 64):
            for block in range(3):
                layers.append(Block(before, filters, 2 if block == 0 and filters > 16 else 1))
                before = filters
        return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))

    def vgg16():
        layers, before = [], 3
        for filters, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
            for _ in range(count):
                layers += [nn.Conv2d(before, filters, 3, 1, 1), nn.ReLU()]
                before = filters
            layers.append(nn.MaxPool2d(2))
        head = [nn.Flatten(), nn.Linear(25088, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000)]
        return nn.Sequential(*layers, *head)

    def train(model, kind, optimizer, loss):
        x, y = data(kind, size)
        optimizer, source = optimizer(model.parameters()), batches(x, y, size)

        def step():
            x, y = next(source)
            optimizer.zero_grad()
            loss(model(torch.from_numpy(x)), torch.from_numpy(y)).backward()
            optimizer.step()

        return median(step)

    def answer(model, x):
        model.eval()
        with torch.inference_mode():
            return median(lambda: torch.softmax(model(torch.from_numpy(x)), 1).numpy())

    def resize():
        x = torch.from_numpy(np.ascontiguousarray(images().transpose(0, 3, 1, 2)))
        return inferring(lambda: nn.functional.interpolate(x, (128, 128), mode="bilinear", align_corners=False))

    def einsum():
        x, y = map(torch.from_numpy, heads())
        return inferring(lambda: torch.einsum("bqhd,bkhd->bhqk", x, y))

    def sort():
        x = torch.from_numpy(vectors())
        return inferring(lambda: torch.sort(x))

    def scan():
        x, w, first = map(torch.from_numpy, sequence())

        def steps():
            h, outputs = first, []
            for at in x:
                h = torch.tanh(at + h @ w)
                outputs.append(h)
            return torch.stack(outputs)

        return inferring(steps)

    def ctc():
        logits, labels = transcripts()
        logits, labels = torch.from_numpy(logits).requires_grad_(), torch.from_numpy(labels)
        steps, lengths = torch.full((32,), 150), torch.full((32,), 40)

        def step():
            logits.grad = None
            log = torch.log_softmax(logits, -1).transpose(0, 1)
            nn.functional.ctc_loss(log, labels, steps, lengths, reduction="none").mean().backward()

        return median(step)

    def inferring(work):
        with torch.inference_mode():
            return median(work)

    adam = lambda p: torch.optim.Adam(p, 1e-3)
    entropy, square = nn.CrossEntropyLoss(), nn.MSELoss()
    rows = {
        "784-32-10, RMSprop": lambda: train(
            small(), "flat", lambda p: torch.optim.RMSprop(p, 1e-3), entropy
        ),
        "784-512-512-10, Adam": lambda: train(wide(), "flat", adam, entropy),
        "784-32-10, one sample": lambda: answer(small(), data("flat")[0][:1]),
        "CNN 28x28, Adam": lambda: train(cnn(), "digits", adam, entropy),
        "CNN 28x28, one sample": lambda: answer(cnn(), data("digits")[0][:1]),
        "ResNet-20, Adam": lambda: train(resnet20(), "cifar", adam, entropy),
        "VGG-16, one image": lambda: answer(vgg16(), np.random.rand(1, 3, 224, 224).astype(np.float32)),
        "Embedding, LSTM(128), Adam": lambda: train(
            nn.Sequential(nn.Embedding(20000, 128), Last(128, 128), nn.Linear(128, 1), nn.Sigmoid()),
            "reviews", adam, nn.BCELoss(),
        ),
        "LSTM(10), 50 steps, Adam": lambda: train(
            nn.Sequential(Last(10, 10), nn.Linear(10, 1)), "series", adam, square
        ),
        "resize 256x256x3 to 128x128, 32 images": resize,
        "einsum bqhd,bkhd->bhqk, 8x128x8x64": einsum,
        "sort 1000 vectors of 1000": sort,
        "scan of 100 steps, tanh(x + h w), 32x64": scan,
        "CTC loss, 32 of 150 steps, 40 labels": ctc,
    }
    return rows[row]() if row in rows else None


# -- JAX


def jax_row(row, size):
    import jax
    import jax.numpy as jnp

    rng = np.random.default_rng(2)
    normal = lambda *shape: jnp.asarray(rng.normal(0, 0.05, shape), jnp.float32)
    dense = lambda n, m: (normal(n, m), jnp.zeros(m))
    dims = ("NHWC", "HWIO", "NHWC")

    def conv(p, x, padding="VALID", stride=1):
        return jax.lax.conv_general_dilated(x, p[0], (stride, stride), padding, dimension_numbers=dims) + p[1]

    def pool(x):
        return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")

    def drop(x, rate, key):
        return x if key is None else jnp.where(jax.random.uniform(key, x.shape) < rate, 0.0, x / (1 - rate))

    def mlp(rate):
        def forward(layers, x, key):
            for i, (w, b) in enumerate(layers[:-1]):
                x = jax.nn.relu(x @ w + b)
                if rate:
                    x = drop(x, rate, None if key is None else jax.random.fold_in(key, i))
            return x @ layers[-1][0] + layers[-1][1]

        return forward

    def cnn(p, x, key):
        keys = (None, None) if key is None else jax.random.split(key)
        x = pool(jax.nn.relu(conv(p[1], jax.nn.relu(conv(p[0], x)))))
        x = drop(x, 0.25, keys[0]).reshape(x.shape[0], -1)
        x = drop(jax.nn.relu(x @ p[2][0] + p[2][1]), 0.5, keys[1])
        return x @ p[3][0] + p[3][1]

    def lstm(p, x):
        (kernel, bias), recurrent = p
        gates = x @ kernel + bias

        def step(state, gates):
            h, c = state
            i, f, g, o = jnp.split(gates + h @ recurrent, 4, -1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            h = jax.nn.sigmoid(o) * jnp.tanh(c)
            return (h, c), None

        zero = jnp.zeros((x.shape[0], recurrent.shape[0]))
        return jax.lax.scan(step, (zero, zero), gates.swapaxes(0, 1))[0][0]

    def entropy(logits, y):
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1))

    def square(p, y):
        return jnp.mean((p - y) ** 2)

    def binary(p, y):
        return -jnp.mean(y * jnp.log(p + 1e-7) + (1 - y) * jnp.log(1 - p + 1e-7))

    def adam(p, g, m, v, t):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        return p - 1e-3 * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-7), m, v

    def rmsprop(p, g, m, v, t):
        v = 0.9 * v + 0.1 * g * g
        return p - 1e-3 * g / (jnp.sqrt(v) + 1e-7), m, v

    def train(forward, params, kind, update, loss):
        def step(state, x, y):
            params, m, v, t = state
            key = jax.random.fold_in(jax.random.key(0), t)
            grads = jax.grad(lambda p: loss(forward(p, x, key), y))(params)
            t = t + 1
            leaves, tree = jax.tree.flatten(params)
            others = [jax.tree.leaves(other) for other in (grads, m, v)]
            new = [update(*leaf, t) for leaf in zip(leaves, *others)]
            return tuple(jax.tree.unflatten(tree, part) for part in zip(*new)) + (t,)

        step = jax.jit(step, donate_argnums=0)
        zeros = lambda: jax.tree.map(jnp.zeros_like, params)
        x, y = data(kind, size)
        if x.ndim == 4:
            x = np.ascontiguousarray(x.transpose(0, 2, 3, 1))
        state, source = (params, zeros(), zeros(), jnp.zeros((), jnp.int32)), batches(x, y, size)

        def turn():
            nonlocal state
            state = step(state, *next(source))
            jax.block_until_ready(state)

        return median(turn)

    def answer(forward, params, x):
        run = jax.jit(lambda p, x: jax.nn.softmax(forward(p, x, None)))
        return median(lambda: np.asarray(run(params, x)))

    def jitted(f, *inputs):
        f, inputs = jax.jit(f), [jnp.asarray(x) for x in inputs]
        return median(lambda: jax.block_until_ready(f(*inputs)))

    def recurrence(x, w, first):
        def step(h, at):
            h = jnp.tanh(at + h @ w)
            return h, h

        return jax.lax.scan(step, first, x)[1]

    # ResNet-20: (filters, stride, whether the shortcut is convolved) of each block.
    blocks = [(16, 1, False)] * 3 + [(32, 2, True)] + [(32, 1, False)] * 2 + [(64, 2, True)] + [(64, 1, False)] * 2

    def resnet20(p, x, _):
        p = iter(p)

        def normed(x, stride):
            # The moving averages, which cost next to nothing, are left out.
            x = conv(next(p), x, "SAME", stride)
            scale, shift = next(p)
            mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
            return (x - mean) * (jax.lax.rsqrt(variance + 1e-3) * scale) + shift

        x = jax.nn.relu(normed(x, 1))
        for _, stride, convolved in blocks:
            shortcut = conv(next(p), x, "SAME", stride) if convolved else x
            y = normed(jax.nn.relu(normed(x, stride)), 1)
            x = jax.nn.relu(shortcut + y)
        w, b = next(p)
        return x.mean((1, 2)) @ w + b

    def resnet_params():
        kernel = lambda size, before, filters: (normal(size, size, before, filters), jnp.zeros(filters))
        norm = lambda filters: (jnp.ones(filters), jnp.zeros(filters))
        params, before = [kernel(3, 3, 16), norm(16)], 16
        for filters, _, convolved in blocks:
            params += [kernel(1, before, filters)] if convolved else []
            params += [kernel(3, before, filters), norm(filters), kernel(3, filters, filters), norm(filters)]
            before = filters
        return params + [dense(64, 10)]

    def vgg16(p, x, _):
        p = iter(p)
        for count in (2, 2, 3, 3, 3):
            for _ in range(count):
                x = jax.nn.relu(conv(next(p), x, "SAME"))
            x = pool(x)
        x = x.reshape(x.shape[0], -1)
        for last in (False, False, True):
            w, b = next(p)
            x = x @ w + b
            x = x if last else jax.nn.relu(x)
        return x

    def vgg_params():
        params, before = [], 3
        for filters, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
            for _ in range(count):
                params.append((normal(3, 3, before, filters), jnp.zeros(filters)))
                before = filters
        return params + [dense(25088, 4096), dense(4096, 4096), dense(4096, 1000)]

    small = lambda: [dense(784, 32), dense(32, 10)]
    convs = lambda: [
        (normal(3, 3, 1, 32), jnp.zeros(32)), (normal(3, 3, 32, 64), jnp.zeros(64)), dense(9216, 128), dense(128, 10)
    ]
    cell = lambda n, units: (dense(n, 4 * units), normal(units, 4 * units))
    rows = {
        "784-32-10, RMSprop": lambda: train(mlp(0), small(), "flat", rmsprop, entropy),
        "784-512-512-10, Adam": lambda: train(
            mlp(0.2), [dense(784, 512), dense(512, 512), dense(512, 10)], "flat", adam, entropy
        ),
        "784-32-10, one sample": lambda: answer(mlp(0), small(), data("flat")[0][:1]),
        "CNN 28x28, Adam": lambda: train(cnn, convs(), "digits", adam, entropy),
        "CNN 28x28, one sample": lambda: answer(cnn, convs(), data("digits")[0][:1].transpose(0, 2, 3, 1)),
        "ResNet-20, Adam": lambda: train(resnet20, resnet_params(), "cifar", adam, entropy),
        "VGG-16, one image": lambda: answer(vgg16, vgg_params(), np.random.rand(1, 224, 224, 3).astype(np.float32)),
        "Embedding, LSTM(128), Adam": lambda: train(
            lambda p, x, _: jax.nn.sigmoid(lstm(p[1], p[0][x]) @ p[2][0] + p[2][1]),
            [normal(20000, 128), cell(128, 128), dense(128, 1)], "reviews", adam, binary,
        ),
        "LSTM(10), 50 steps, Adam": lambda: train(
            lambda p, x, _: lstm(p[0], x) @ p[1][0] + p[1][1], [cell(10, 10), dense(10, 1)], "series", adam, square
        ),
        "resize 256x256x3 to 128x128, 32 images": lambda: jitted(
            lambda x: jax.image.resize(x, (32, 128, 128, 3), "linear", antialias=False), images()
        ),
        "einsum bqhd,bkhd->bhqk, 8x128x8x64": lambda: jitted(
            lambda x, y: jnp.einsum("bqhd,bkhd->bhqk", x, y), *heads()
        ),
        "sort 1000 vectors of 1000": lambda: jitted(jnp.sort, vectors()),
        "scan of 100 steps, tanh(x + h w), 32x64": lambda: jitted(recurrence, *sequence()),
    }
    return rows[row]() if row in rows else None


row, _, size = sys.argv[1].partition(", step of ")
for name, measure in (("NumPy", numpy_row), ("PyTorch", torch_row), ("JAX", jax_row)):
    try:
        seconds = measure(row, int(size or 1))
    except ImportError:
        continue
    if seconds is not None:
        print(name, seconds, sep="\t")
