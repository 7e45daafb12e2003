"""How fixtures are written: arrays flat, floats in the fewest digits that give the same f32 back."""

import json

import numpy as np


def array(values):
    """An array of f32 or of integers as `{"shape": [...], "data": [...]}`."""
    values = np.asarray(values)
    if values.dtype.kind == "f":
        data = [number(value) for value in values.ravel()]
    else:
        data = [int(value) for value in values.ravel()]
    return {"shape": list(values.shape), "data": data}


def arrays(values):
    return [array(value) for value in values]


def number(value):
    value = np.float32(value)
    if not np.isfinite(value):
        raise ValueError(f"JSON has no {value}")
    return int(value) if abs(value) < 1e6 and value == int(value) else float(str(value))


def write(folder, subject, fixture):
    """Writes one subject; a fixture that is text by name goes to one file for each."""
    if all(isinstance(value, str) for value in fixture.values()):
        for name, text in fixture.items():
            (folder / f"{subject}_{name}.txt").write_text(text)
    else:
        (folder / f"{subject}.json").write_text(layout(fixture) + "\n")


def layout(value, indent=""):
    """JSON with one line for each array or plain value, so that a change shows where it is."""
    deeper = indent + " "
    if isinstance(value, dict) and value and value.keys() != {"shape", "data"}:
        lines = [f"{deeper}{json.dumps(key)}: {layout(item, deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return "[\n" + ",\n".join(deeper + layout(item, deeper) for item in value) + f"\n{indent}]"
    return json.dumps(value, separators=(",", ":"))
