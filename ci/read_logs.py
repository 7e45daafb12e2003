"""Compares what TensorBoard reads in the logs of a training with its CSV log."""

import csv
import pathlib
import struct
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

folder = pathlib.Path(sys.argv[1])
with open(folder / "log.csv") as file:
    rows = list(csv.DictReader(file))
assert len(rows) > 1
numbers = [int(row["epoch"]) for row in rows]
assert numbers == list(range(1, len(rows) + 1))


def single(value):
    return struct.unpack("f", struct.pack("f", float(value)))[0]


logs = {}
for name, prefix in [("train", ""), ("validation", "val_")]:
    logs[name] = log = EventAccumulator(str(folder / "logs" / name), size_guidance={"histograms": 0})
    log.Reload()
    columns = [column for column in rows[0] if column != "epoch" and column.startswith("val_") == bool(prefix)]
    expected = {"epoch_" + column.removeprefix("val_") for column in columns}
    assert set(log.Tags()["scalars"]) == expected, log.Tags()
    for column in columns:
        events = log.Scalars("epoch_" + column.removeprefix("val_"))
        assert [event.step for event in events] == numbers
        assert [event.value for event in events] == [single(row[column]) for row in rows]

train = logs["train"]
assert set(train.Tags()["histograms"]) == {
    f"{layer}/{weight}/histogram" for layer in ["dense", "dense_1"] for weight in ["kernel", "bias"]
}
kernel = train.Histograms("dense/kernel/histogram")
assert [event.step for event in kernel] == [number for number in numbers if number % 5 == 0]
histogram = kernel[0].histogram_value
assert histogram.num == 64 * 64 == sum(histogram.bucket)
assert histogram.min < 0 < histogram.max == histogram.bucket_limit[-1]
nodes = [(node.name, node.op, list(node.input)) for node in train.Graph().node]
assert nodes == [
    ("input_layer", "InputLayer", []),
    ("dense", "Dense", ["input_layer"]),
    ("dropout", "Dropout", ["dense"]),
    ("dense_1", "Dense", ["dropout"]),
], nodes
print(f"TensorBoard reads {len(rows)} epochs as they were")
