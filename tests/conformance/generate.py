"""Computes the numbers of `data/` with real Keras. Run it after changing a subject:

    pip install keras==3.15.1 jax==0.10.2 numpy==2.4.6 scikit-learn==1.9.1
    python tests/conformance/generate.py             # every subject
    python tests/conformance/generate.py losses      # some of them

A subject is a module beside this one whose `fixture()` returns what goes into `data/<subject>.json`.
The inputs come from seeded generators, so a second run writes the same files.
"""

import importlib
import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
os.environ["COLUMNS"] = "92"  # what `summary()` takes as the terminal's width

import writing

SUBJECTS = [
    "activations",
    "applications",
    "attention",
    "augmentation",
    "average_precision",
    "callbacks",
    "configs",
    "constraints",
    "convolution",
    "coverage",
    "depthwise",
    "embedding",
    "feature_space",
    "gradients",
    "graphs",
    "image_ops",
    "images",
    "initializers",
    "keras_file",
    "layers",
    "linalg",
    "lora",
    "losses",
    "masks",
    "metrics",
    "models",
    "neural",
    "normalization",
    "ops",
    "optimizers",
    "order",
    "pooling",
    "position",
    "recurrence",
    "regularizers",
    "saving",
    "schedules",
    "signals",
    "spectrograms",
    "summary",
    "training",
    "weights",
    "wrappers",
]

if __name__ == "__main__":
    data = pathlib.Path(__file__).parent / "data"
    data.mkdir(exist_ok=True)
    for subject in sys.argv[1:] or SUBJECTS:
        writing.write(data, subject, importlib.import_module(subject).fixture())
