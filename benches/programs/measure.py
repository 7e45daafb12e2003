"""Programs that load a model and answer: time of the whole process, of one sample, memory and size, for each engine.

    pip install keras==3.15.1 jax==0.10.2 tensorflow-cpu==2.21.0 onnxruntime==1.32.0 pocket-inference==0.2.0
    python benches/programs/measure.py

Engines take turns, so that a neighbour who slows the machine down slows all of them.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import sysconfig
import time

HERE = pathlib.Path(__file__).parent
os.chdir(HERE)
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", "target")) / "release"
TURNS = 15
MODELS = ("mlp", "cnn")
# What a process of Python needs beside the interpreter: folders of packages.
PACKAGES = {
    "Keras, JAX": ["keras", "jax", "jaxlib", "numpy", "numpy.libs", "scipy", "scipy.libs", "h5py", "h5py.libs", "ml_dtypes"],
    "Keras, TensorFlow": ["keras", "tensorflow", "numpy", "numpy.libs", "h5py", "h5py.libs", "ml_dtypes", "google", "grpc"],
    "onnxruntime": ["onnxruntime", "numpy", "numpy.libs"],
    "pocket-inference": ["pocket_inference", "numpy", "numpy.libs"],
}


def write_models():
    """The models, of weights as they are drawn: what is measured does not depend on them."""
    os.environ["KERAS_BACKEND"] = "jax"
    import keras
    from keras import layers

    networks = {
        "mlp": [keras.Input((784,)), layers.Dense(32, activation="relu"), layers.Dense(10, activation="softmax")],
        "cnn": [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ],
    }
    for name, network in networks.items():
        keras.Sequential(network, name=name).save(f"models/{name}.keras")


def engines(model):
    python = lambda engine, backend="jax": (["env", f"KERAS_BACKEND={backend}", sys.executable, "answer.py", engine, model])
    return {
        "ours": [str(TARGET / f"keras_{model}")],
        "pocket-inference": python("pocket"),
        "onnxruntime": python("onnxruntime"),
        "Keras, TensorFlow": python("keras", "tensorflow"),
        "Keras, JAX": python("keras"),
    }


def process(command):
    """Seconds of a whole process and the bytes that it held at most."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{command} failed: {status}")
    return seconds, usage.ru_maxrss * 1024


def size(engine, command, model):
    """Bytes of the program with its model."""
    if engine not in PACKAGES:
        return os.path.getsize(command[0])
    model = os.path.getsize(f"models/{model}.{'onnx' if engine == 'onnxruntime' else 'keras'}")
    packages = pathlib.Path(sysconfig.get_paths()["purelib"])
    folders = [packages / package for package in PACKAGES[engine]]
    return model + sum(file.stat().st_size for folder in folders for file in folder.rglob("*") if file.is_file())


def readable(seconds):
    for unit, scale in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def megabytes(count):
    return f"{count / 1e6:.3g} MB"


def main():
    pathlib.Path("models").mkdir(exist_ok=True)
    # In a process of its own: what this one holds would be counted for those that it starts.
    subprocess.run([sys.executable, "measure.py", "--models"], check=True)
    subprocess.run(["cargo", "build", "--release", "--bins"], check=True)
    for model in MODELS:
        subprocess.run([TARGET / "export", model], check=True)
        commands = engines(model)
        starts = {engine: [] for engine in commands}
        answers = {engine: [] for engine in commands}
        for turn in range(TURNS):
            for engine, command in commands.items():
                starts[engine].append(process(command))
                if turn % 5 == 0:
                    said = subprocess.run([*command, "--often"], check=True, capture_output=True, text=True).stdout
                    answers[engine].append(int(said.split()[-1]) / 1e9)
        print(f"\n| {model} | start to answer | one sample | memory | size |\n| --- | --- | --- | --- | --- |")
        for engine, command in commands.items():
            seconds = statistics.median(start for start, _ in starts[engine])
            memory = statistics.median(held for _, held in starts[engine])
            answer = statistics.median(answers[engine])
            row = [readable(seconds), readable(answer), megabytes(memory), megabytes(size(engine, command, model))]
            print("|", " | ".join([engine, *row]), "|")


write_models() if "--models" in sys.argv else main()
