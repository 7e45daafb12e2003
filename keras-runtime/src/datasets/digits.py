"""Writes digits.bin from the digits that scikit-learn ships: python digits.py (scikit-learn 1.9.1).

1,797 records of 65 bytes: 64 pixels (0 to 16, row by row), then the class. The 1,437 training records
come first, then the 360 of the test set, 36 of each class. Sorting by SHA-256 shuffles them once, so that
each part has every writer in it and anybody can make the same file again.
"""

import hashlib
from pathlib import Path

from sklearn.datasets import load_digits

TEST_PER_CLASS = 36

digits = load_digits()
records = [bytes([*map(int, image), int(label)]) for image, label in zip(digits.data, digits.target)]
records.sort(key=lambda record: hashlib.sha256(record).digest())

train, test = [], []
for record in records:
    label = record[-1]
    enough = sum(other[-1] == label for other in test) == TEST_PER_CLASS
    (train if enough else test).append(record)

assert (len(train), len(test)) == (1437, 360)
Path(__file__).with_suffix(".bin").write_bytes(b"".join(train + test))
