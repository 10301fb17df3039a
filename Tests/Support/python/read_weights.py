"""Reads the weights of a PyTorch checkpoint, safetensors or Keras file with NumPy and the standard
library, and prints what it found: one JSON line a tensor (name, element type, shape, SHA-256 of the
little-endian bytes as lastbit keeps them), then one of facts.

Usage: read_weights.py FILE
"""
import collections
import hashlib
import json
import pickle
import sys
import zipfile

import numpy as np

TYPES = {
    "DoubleStorage": "f8", "FloatStorage": "f4", "HalfStorage": "f2", "BFloat16Storage": "bf16",
    "LongStorage": "i8", "IntStorage": "i4", "ShortStorage": "i2", "CharStorage": "i1",
    "ByteStorage": "u1", "BoolStorage": "?",
}
KEPT = {"f2": "f4", "i1": "i2", "?": "u1"}


def widened(data, kind):
    if kind == "bf16":
        return (np.frombuffer(data, "<u2").astype("<u4") << 16).view("<f4")
    values = np.frombuffer(data, "<" + kind if kind != "?" else "?")
    return values.astype("<" + KEPT.get(kind, kind))


class Unpickler(pickle.Unpickler):
    def __init__(self, file, archive, folder):
        super().__init__(file)
        self.archive, self.folder = archive, folder

    def find_class(self, module, name):
        if module == "torch":
            return TYPES[name]
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return self.tensor
        assert module.split(".")[0] in ("collections", "numpy", "_codecs"), (module, name)
        return super().find_class(module, name)

    def persistent_load(self, saved):
        word, kind, key, _, count = saved
        values = widened(self.archive.read(f"{self.folder}/data/{key}"), kind)
        assert word == "storage" and len(values) == count
        return values

    @staticmethod
    def tensor(values, offset, shape, strides, *_):
        step = values.itemsize
        return np.lib.stride_tricks.as_strided(values[offset:], shape, [s * step for s in strides])


def pytorch(path):
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
        with archive.open(name) as file:
            return Unpickler(file, archive, name.split("/")[0]).load()


def show(name, values):
    digest = hashlib.sha256(values.tobytes()).hexdigest()
    print(json.dumps({"name": name, "type": values.dtype.name, "shape": values.shape, "sha256": digest}))


def main(path):
    facts = {}
    if path.endswith(".h5"):
        import h5py

        with h5py.File(path) as file:
            facts = {name: value for name, value in file.attrs.items()}
            group = file["model_weights"] if "model_weights" in file else file
            for layer in group.attrs["layer_names"]:
                layer = layer.decode() if isinstance(layer, bytes) else layer
                for weight in group[layer].attrs["weight_names"]:
                    weight = weight.decode() if isinstance(weight, bytes) else weight
                    show(weight, group[layer][weight][...])
    elif path.endswith(".safetensors"):
        from safetensors import safe_open

        with safe_open(path, "np") as file:
            facts = file.metadata() or {}
            for name in file.keys():
                show(name, file.get_tensor(name))
    else:
        root = pytorch(path)
        state = root.get("model_state", root)
        if state is not root:
            facts = {key: root[key] for key in ("epoch", "config") if key in root}
            facts["best_metric"] = float(root.get("best_metric", 0))
        for name, values in state.items():
            show(name, values)
    print(json.dumps({key: facts[key] for key in facts}, default=str))


main(sys.argv[1])
