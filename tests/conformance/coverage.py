"""Names of Keras's public classes and functions, by module: those that are not here are counted by the README, or stand in a
table of the guide that says what stands for them."""

import inspect

import keras

# Bases, and wrappers of what other frameworks make. `InputLayer` is `Input` in a model. Functions that turn an argument into
# the class that it names are in each module.
PLUMBING = {
    "layers": {
        "FlaxLayer", "InputLayer", "InputSpec", "JaxLayer", "Layer", "TFSMLayer", "TorchModuleWrapper", "Wrapper",
    },
    "losses": {"Loss"},
    "metrics": {"MeanMetricWrapper", "Metric"},
    "optimizers": {"LossScaleOptimizer", "Optimizer"},
    "callbacks": {"CallbackList", "History"},
    "initializers": {"Initializer"},
    "regularizers": {"Regularizer"},
    "constraints": {"Constraint"},
    "schedules": {"LearningRateSchedule"},
}
MODULES = {"schedules": keras.optimizers.schedules}
OTHERS = [
    "config", "distillation", "distribution", "dtype_policies", "export", "mixed_precision", "quantizers", "saving", "tree", "wrappers",
]
GETTERS = {"get", "serialize", "deserialize"}


def classes(module):
    """Each class once, by its own name where the module has it under several."""
    items = inspect.getmembers(module, inspect.isclass)
    return sorted({item.__name__ if hasattr(module, item.__name__) else name for name, item in items})


def callables(module):
    """Whatever is called, by each of its names."""
    return sorted(name for name, _ in inspect.getmembers(module, callable) if name[0] != "_" and name not in GETTERS)


def fixture():
    names = {}
    for kind, plumbing in PLUMBING.items():
        module = MODULES.get(kind) or getattr(keras, kind)
        names[kind] = [name for name in classes(module) if name not in plumbing]
    names["networks"] = sorted(name for name in dir(keras.applications) if name[0].isupper())
    names["operations"] = callables(keras.ops)
    for kind in ["activations", "utils", "models", "random", "visualization"]:
        names[kind] = callables(getattr(keras, kind))
    names["images"] = callables(keras.ops.image)
    names["datasets"] = sorted(name for name in dir(keras.datasets) if name[0] != "_")
    for kind in OTHERS:
        names[kind] = callables(getattr(keras, kind))
    return names
