"""Reads a stored result with h5py alone and prints what it holds as JSON.

Usage: read_object.py FILE

Arrays are printed as element type, shape and SHA-256 of their little-endian bytes; text arrays and
attributes as they are.
"""
import hashlib
import json
import sys

import h5py
import numpy as np


def plain(value):
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bytes):
        value = value.decode()
    return value


def array(dataset):
    if h5py.check_string_dtype(dataset.dtype):
        return {"dtype": "string", "shape": list(dataset.shape), "texts": plain(dataset.asstr()[...])}
    values = np.asarray(dataset[...])
    little = values.astype(values.dtype.newbyteorder("<"))
    return {
        "dtype": values.dtype.name,
        "shape": list(values.shape),
        "sha256": hashlib.sha256(little.tobytes()).hexdigest(),
    }


def attributes(node):
    return {name: plain(value) for name, value in node.attrs.items()}


with h5py.File(sys.argv[1], "r") as file:
    content = {
        port: {
            "attributes": attributes(group),
            "datasets": {name: array(dataset) for name, dataset in group.items()},
        }
        for port, group in file.items()
    }
    print(json.dumps({"attributes": attributes(file), "ports": content}))
