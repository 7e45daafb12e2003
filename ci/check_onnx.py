"""Whether ONNX files are valid, and onnxruntime computes what they say that the library did."""

import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime

TYPES = {"tensor(float)": np.float32, "tensor(int32)": np.int32}


def array(written):
    return np.array(written["data"], np.float32).reshape(written["shape"])


def check(folder, case):
    path = folder / case["file"]
    onnx.checker.check_model(str(path), full_check=True)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    given = {
        x.name: array(written).astype(TYPES[x.type])
        for x, written in zip(session.get_inputs(), case["inputs"], strict=True)
    }
    found = session.run(None, given)
    assert len(found) == len(case["outputs"]), "another number of outputs"
    for i, (found, expected) in enumerate(zip(found, case["outputs"])):
        expected = array(expected)
        assert found.shape == expected.shape, f"output {i}: {found.shape} for {expected.shape}"
        difference = np.abs(found - expected).max(initial=0)
        assert difference <= 1e-5 * max(1, np.abs(expected).max(initial=0)), f"output {i} differs by {difference}"


def main(folder):
    failed, count = [], 0
    for facts in sorted(folder.glob("onnx_*.json")):
        for case in json.loads(facts.read_text()):
            count += 1
            try:
                check(folder, case)
            except Exception as error:
                failed.append(f"{case['keras']} ({case['file']}): {error}")
    print("\n".join(failed))
    print(f"{count - len(failed)} of {count} models are valid, and computed the same by onnxruntime")
    sys.exit(bool(failed) or count < 200)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
