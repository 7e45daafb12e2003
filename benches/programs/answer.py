"""A model as others answer it from Python: `python answer.py keras|onnxruntime|pocket MODEL [--often]`."""

import sys
import time

import numpy as np

engine, model = sys.argv[1:3]
image = np.full((1, 784) if model == "mlp" else (1, 28, 28, 1), 0.5, np.float32)
if engine == "keras":
    import keras

    keras_model = keras.saving.load_model(f"models/{model}.keras")
    answer = lambda: np.asarray(keras_model.predict_on_batch(image))
elif engine == "onnxruntime":
    import onnxruntime

    session = onnxruntime.InferenceSession(f"models/{model}.onnx")
    name = session.get_inputs()[0].name
    answer = lambda: session.run(None, {name: image})
else:
    import pocket_inference

    pocket = pocket_inference.Sequential.load(f"models/{model}.keras")
    answer = lambda: pocket.predict(image)

answer()
if "--often" in sys.argv:
    rounds, begin = [], time.perf_counter()
    while time.perf_counter() - begin < 1:
        start = time.perf_counter_ns()
        for _ in range(10):
            answer()
        rounds.append((time.perf_counter_ns() - start) // 10)
    print(sorted(rounds)[len(rounds) // 2])
