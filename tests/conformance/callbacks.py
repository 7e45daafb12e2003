"""Trainings that callbacks stop and slow down, by a metric whose values are given epoch by epoch."""

import keras
import numpy as np
from keras.callbacks import EarlyStopping, LearningRateScheduler, ReduceLROnPlateau, SwapEMAWeights
from keras.optimizers import SGD
from writing import array, number

FALLING = [5, 4, 3, 3, 3, 2.95, 3.1, 2, 2.5, 2.2, 2.1, 2, 1, 4, 4, 4, 4, 4, 4, 4]
RISING = [0.1, 0.5, 0.4, 0.6, 0.6, 0.55, 0.7, 0.2, 0.3, 0.71, 0.1, 0.1, 0.1, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]
WORSE = list(range(1, 21))

SOURCES = """
EarlyStopping("score", mode="min")
EarlyStopping("score", mode="min", patience=1)
EarlyStopping("score", mode="min", patience=3)
EarlyStopping("score", mode="min", patience=3, restore_best_weights=True)
EarlyStopping("score", mode="min", patience=2, min_delta=0.5)
EarlyStopping("score", mode="min", patience=2, min_delta=0.5, restore_best_weights=True)
EarlyStopping("score", mode="min", patience=4, baseline=2.6)
EarlyStopping("score", mode="min", patience=9, baseline=0.5)
EarlyStopping("score", mode="min", patience=1, start_from_epoch=7)
EarlyStopping("score", mode="min", patience=0, start_from_epoch=3, restore_best_weights=True)
EarlyStopping("score", mode="max", patience=2)
EarlyStopping("score", mode="max", patience=4, restore_best_weights=True)
EarlyStopping("score", mode="max", patience=3, min_delta=0.2)
EarlyStopping("score", mode="max", patience=100, restore_best_weights=True)
ReduceLROnPlateau("score", mode="min", patience=1)
ReduceLROnPlateau("score", mode="min", patience=2, factor=0.5)
ReduceLROnPlateau("score", mode="min", patience=1, factor=0.5, cooldown=2)
ReduceLROnPlateau("score", mode="min", patience=1, factor=0.5, min_lr=0.003)
ReduceLROnPlateau("score", mode="min", patience=2, factor=0.7, min_delta=0.5)
ReduceLROnPlateau("score", mode="max", patience=3, factor=0.25)
ReduceLROnPlateau("score", mode="max", patience=0, factor=0.9)
LearningRateScheduler(lambda epoch, rate: rate * 0.9 if epoch > 2 else rate)
LearningRateScheduler(lambda epoch, rate: 0.01 / (1 + epoch))
""".strip().splitlines()

OPTIMIZERS = [
    "SGD(0.05, use_ema=True, ema_momentum=0.7)",
    "SGD(0.05, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=3)",
]
SWAPS = ["", "SwapEMAWeights()", "SwapEMAWeights(swap_on_epoch=True)"]


def fixture():
    runs = []
    for source in SOURCES:
        for values in [FALLING, RISING, WORSE]:
            runs.append(run(source, values))
    return {"runs": runs, "averages": [averages(optimizer, callback) for optimizer in OPTIMIZERS for callback in SWAPS]}


class Score(keras.metrics.Metric):
    """The next of the given values in each epoch."""

    def __init__(self, values):
        super().__init__(name="score")
        self.values, self.epoch = values, 0

    def update_state(self, y_true, y_pred, sample_weight=None):
        pass

    def result(self):
        return keras.ops.convert_to_tensor(np.float32(self.values[self.epoch]))

    def reset_state(self):
        pass


def run(source, values):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")])
    score = Score(values)
    model.compile(keras.optimizers.SGD(0.01), "mse", metrics=[score], run_eagerly=True)
    callback = eval(source)
    rates = []

    class Next(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            score.epoch = epoch

        def on_train_batch_begin(self, batch, logs=None):
            rates.append(np.float32(keras.ops.convert_to_numpy(model.optimizer.learning_rate)))

    ones = np.ones((4, 1), "float32")
    model.fit(ones, 3 * ones, epochs=len(values), verbose=0, callbacks=[Next(), callback])
    return {
        "keras": source,
        "values": array(np.array(values, "float32")),
        "rates": array(np.array(rates, "float32")),
        "weight": number(model.get_weights()[0][0, 0]),
    }


def averages(optimizer, callback):
    """Losses and weights at the end of each epoch, and the weight in the end, of a training with moving averages."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")])
    model.compile(eval(optimizer), "mse")
    weights = []

    class Note(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            weights.append(model.get_weights()[0][0, 0])

    ones = np.ones((8, 1), "float32")
    callbacks = [eval(callback)] if callback else []
    history = model.fit(
        ones, 3 * ones, batch_size=4, epochs=4, verbose=0, validation_data=(ones, 3 * ones), callbacks=callbacks + [Note()]
    ).history
    return {
        "optimizer": optimizer,
        "callback": callback,
        "loss": array(np.array(history["loss"], "float32")),
        "val_loss": array(np.array(history["val_loss"], "float32")),
        "weights": array(np.array(weights, "float32")),
        "weight": number(model.get_weights()[0][0, 0]),
    }
