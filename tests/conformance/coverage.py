"""Names of Keras's public classes, networks and operations, of which the README counts those that are missing."""

import inspect

import keras

# Bases, and wrappers of what other frameworks make. `InputLayer` is `Input` in a model.
PLUMBING = {
    "layers": {
        "FlaxLayer", "InputLayer", "InputSpec", "JaxLayer", "Layer", "TFSMLayer", "TorchModuleWrapper", "Wrapper",
    },
    "losses": {"Loss"},
    "metrics": {"MeanMetricWrapper", "Metric"},
    "optimizers": {"LossScaleOptimizer", "MultiOptimizer", "Optimizer", "OptimizerMap"},
}


def classes(module):
    """Each class once, by its own name where the module has it under several."""
    items = inspect.getmembers(module, inspect.isclass)
    return sorted({item.__name__ if hasattr(module, item.__name__) else name for name, item in items})


def fixture():
    names = {}
    for module, plumbing in PLUMBING.items():
        names[module] = [name for name in classes(getattr(keras, module)) if name not in plumbing]
    names["networks"] = sorted(name for name in dir(keras.applications) if name[0].isupper())
    names["operations"] = sorted(name for name, _ in inspect.getmembers(keras.ops, callable) if name[0] != "_")
    return names
