"""Feature spaces: what they learn from a table makes of it, and of another one."""

import numpy as np
from keras.utils import FeatureSpace
from writing import array

CITIES = ["Oslo", "Rome", "Bern", "Oslo", "Paris", "Oslo", "Rome"]


def table(rows, seed):
    """Columns of each kind; those of another seed have categories that the first has not."""
    random = np.random.default_rng(seed)
    cities = CITIES if seed == 0 else [*CITIES, "Riga", "Wien"]
    numbers = lambda: random.normal(3.0, 5.0, rows).astype("float32")
    return {
        "plain": numbers(),
        "rescaled": numbers(),
        "normalized": numbers(),
        "binned": np.exp(numbers() / 4).astype("float32"),
        "binned_int": numbers(),
        "city": random.choice(cities, rows),
        "city_few": random.choice(cities, rows),
        "city_int": random.choice(cities, rows),
        "code": random.integers(0, 6 + seed, rows),
        "code_int": random.integers(-3, 3 + seed, rows),
        "hashed_city": random.choice(cities, rows),
        "hashed_code": random.integers(0, 100, rows),
    }


def features():
    return {
        "plain": "float",
        "rescaled": FeatureSpace.float_rescaled(scale=0.5, offset=-1.0),
        "normalized": "float_normalized",
        "binned": FeatureSpace.float_discretized(num_bins=5),
        "binned_int": FeatureSpace.float_discretized(num_bins=3, output_mode="int"),
        "city": "string_categorical",
        "city_few": FeatureSpace.string_categorical(max_tokens=3),
        "city_int": FeatureSpace.string_categorical(num_oov_indices=2, output_mode="int"),
        "code": "integer_categorical",
        "code_int": FeatureSpace.integer_categorical(output_mode="int"),
        "hashed_city": FeatureSpace.string_hashed(num_bins=7),
        "hashed_code": FeatureSpace.integer_hashed(num_bins=5),
    }


CROSSES = [("city", "code"), ("hashed_code", "binned")]


def written(table):
    return {name: column.tolist() for name, column in table.items()}


def fixture():
    # More rows than Keras takes at a time.
    learnt, other = table(75, 0), table(9, 1)
    crosses = [FeatureSpace.cross(CROSSES[0], 11), FeatureSpace.cross(CROSSES[1], 6, output_mode="int")]
    each = FeatureSpace(features(), output_mode="dict", crosses=crosses)
    each.adapt(learnt)
    vectors = {name: feature for name, feature in features().items() if not name.endswith("_int")}
    together = FeatureSpace(vectors, output_mode="concat", crosses=[CROSSES[0]], crossing_dim=11)
    together.adapt({name: learnt[name] for name in vectors})
    outputs = []
    for given in (learnt, other):
        found = {name: array(np.asarray(column, "float32")) for name, column in each(given).items()}
        row = together({name: given[name] for name in vectors})
        outputs.append({"each": found, "together": array(np.asarray(row))})
    return {"learnt": written(learnt), "other": written(other), "outputs": outputs}
