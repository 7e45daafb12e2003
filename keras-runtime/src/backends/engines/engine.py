"""Keras, as the engine of a program in Rust: the other side of `keras::backends`.

A request is a line of JSON on stdin, followed by the numbers of the arrays whose shapes it names; a reply is the same on
stdout. The numbers are float32, the lowest byte first. What anyone else prints goes to stderr. When stdin ends, so does
this, and removes the folder in which models are handed over.
"""

import importlib
import json
import math
import os
import shutil
import sys
import traceback

PROTOCOL = 1


class Channel:
    """The two pipes, which nobody else in this process reads or writes."""

    def __init__(self):
        self.requests = os.fdopen(os.dup(0), "rb")
        self.replies = os.fdopen(os.dup(1), "wb")
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(2, 1)

    def read(self):
        line = self.requests.readline()
        return json.loads(line) if line.endswith(b"\n") else None

    def array(self, shape):
        array = np.empty(shape, "<f4")
        view = memoryview(array.reshape(-1)).cast("B")
        while len(view):
            count = self.requests.readinto(view)
            if not count:
                raise EOFError("the program has ended within a batch")
            view = view[count:]
        return array

    def write(self, reply, arrays=()):
        arrays = [np.ascontiguousarray(array, "<f4") for array in arrays]
        if arrays:
            reply = {**reply, "arrays": [array.shape for array in arrays]}
        self.replies.write(json.dumps(reply).encode() + b"\n")
        for array in arrays:
            self.replies.write(array.tobytes())
        self.replies.flush()


class Engine:
    """A model, and what is asked of it."""

    def __init__(self, channel):
        self.channel = channel
        self.model = None

    def load(self, request):
        loaded = keras.saving.load_model(request["path"])
        if self.model is not None and built(self.model) == built(loaded):
            # What was compiled for it is kept, and the random numbers go on.
            pairs = zip(variables(self.model), variables(loaded), strict=True)
            for variable, value in pairs:
                variable.assign(value)
        else:
            self.model = loaded
            self.reset = loaded.reset_metrics
            # A batch belongs to an epoch here: only the other side says when its metrics begin anew.
            loaded.reset_metrics = lambda: None
        return {}

    def save(self, request):
        self.model.save(request["path"])
        return {}

    def step(self, request):
        x, y, weights = (
            [own_part(self.channel.array(shape)) for shape in request[of]] for of in ("x", "y", "weights")
        )
        if request["resets"]:
            self.reset()
        if request["rate"] is not None:
            self.model.optimizer.learning_rate = request["rate"]
        step = self.model.train_on_batch if request["learns"] else self.model.test_on_batch
        scores = step(one_or_all(x), one_or_all(y), one_or_all(weights), return_dict=True)
        return {"scores": {name: numbers(value) for name, value in scores.items()}}

    def predict(self, request):
        x = [self.channel.array(shape) for shape in request["x"]]
        outputs = self.model.predict_on_batch(one_or_all(x))
        outputs = list(outputs.values()) if isinstance(outputs, dict) else outputs
        return {}, outputs if isinstance(outputs, (list, tuple)) else [outputs]


def numbers(value):
    """The values of a metric, of which most have one. JSON has no NaN."""
    value = value if isinstance(value, float) else keras.ops.convert_to_numpy(value)
    return [number if math.isfinite(number) else None for number in np.ravel(value).tolist()]


def built(model):
    """Whether the optimizer has its variables, if the model has an optimizer."""
    return getattr(model.optimizer, "built", None)


def variables(model):
    return model.weights + (model.optimizer.variables if model.optimizer else [])


def own_part(batch):
    """The part of a batch that this process has, of those that share it; each is given the whole."""
    if len(batch) % processes:
        raise ValueError(f"{processes} processes cannot share a batch of {len(batch)} samples evenly")
    size = len(batch) // processes
    return batch[process * size :][:size]


def one_or_all(arrays):
    if not arrays:
        return None
    return arrays[0] if len(arrays) == 1 else arrays


def start(backend, modules, distribution):
    """Imports Keras, as nobody else may have done before."""
    global keras, np, process, processes
    os.environ["KERAS_BACKEND"] = backend
    import keras
    import numpy as np

    version = keras.__version__
    if int(version.split(".")[0]) < 3:
        raise ImportError(f"Keras 3 is needed, and this is Keras {version}")
    if keras.backend.backend() != backend:
        raise ImportError(f"Keras has the backend {keras.backend.backend()}, and was to have {backend}")
    process, processes = 0, 1
    if distribution == "data_parallel":
        import jax

        # Keras's own variables say who the processes are.
        if "KERAS_DISTRIBUTION_JOB_ADDRESSES" in os.environ:
            keras.distribution.initialize()
        process, processes = jax.process_index(), jax.process_count()
        keras.distribution.set_distribution(keras.distribution.DataParallel())
    for module in modules:
        importlib.import_module(module)
    return version


def main():
    folder, arguments = sys.argv[1:]
    channel = Channel()
    try:
        version = start(**json.loads(arguments))
        channel.write({"protocol": PROTOCOL, "keras": version})
        engine = Engine(channel)
        while (request := channel.read()) is not None:
            reply = getattr(engine, request["do"])(request)
            channel.write(*reply if isinstance(reply, tuple) else (reply,))
    except BaseException as error:
        traceback.print_exc()
        text = "".join(traceback.format_exception_only(error)).strip()
        reply = {"error": text, "kind": type(error).__name__}
        try:
            channel.replies.write(json.dumps(reply).encode() + b"\n")
            channel.replies.flush()
        except OSError:
            pass
        sys.stderr.flush()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
