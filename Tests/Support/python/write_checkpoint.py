"""Writes PyTorch checkpoints without PyTorch: the ZIP archive by hand, the pickle by hand.

A checkpoint is described by nested dictionaries; `tensor(...)` stands for a tensor. Tests import this
file's text in front of their own lines.
"""
import collections
import io
import pickle
import struct
import zipfile
import zlib

import numpy as np

STORAGES = {
    "float64": "DoubleStorage", "float32": "FloatStorage", "float16": "HalfStorage",
    "bfloat16": "BFloat16Storage", "int64": "LongStorage", "int32": "IntStorage",
    "int16": "ShortStorage", "int8": "CharStorage", "uint8": "ByteStorage", "bool": "BoolStorage",
    "quint8": "QUInt8Storage", "complex64": "ComplexFloatStorage", "untyped": "UntypedStorage",
}
WIDTHS = {"bfloat16": 2, "quint8": 1, "untyped": 1}


class Name:
    """A global of the pickle, written by name only."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class Call:
    """A global applied to arguments."""

    def __init__(self, name, *arguments):
        self.module, self.name = name.rsplit(".", 1)
        self.arguments = arguments


class Module:
    """An object of TorchScript: a class whose code is in the file, and its attributes."""

    def __init__(self, name, **attributes):
        self.name, self.attributes = name, attributes


class Storage:
    def __init__(self, key, kind, data, count=None):
        self.key, self.kind, self.data = key, kind, data
        width = WIDTHS.get(kind) or np.dtype(kind).itemsize
        self.count = len(data) // width if count is None else count


class Tensor:
    def __init__(self, storage, shape, strides=None, offset=0):
        self.storage, self.shape, self.offset = storage, tuple(shape), offset
        if strides is None:
            strides, step = [], 1
            for extent in reversed(self.shape):
                strides.insert(0, step)
                step *= extent
        self.strides = tuple(strides)


def tensor(key, values, kind=None):
    values = np.asarray(values)
    data = np.ascontiguousarray(values).tobytes()
    return Tensor(Storage(key, kind or values.dtype.name, data), values.shape)


class Pickler:
    """Protocol 2, the opcodes that torch.save uses."""

    def __init__(self, is_legacy=False):
        self.is_legacy = is_legacy
        self.out = io.BytesIO()
        self.storages = {}

    def name(self, module, name):
        self.out.write(b"c" + module.encode() + b"\n" + name.encode() + b"\n")

    def write(self, value):
        out = self.out.write
        if value is None:
            out(b"N")
        elif value is True or value is False:
            out(b"\x88" if value else b"\x89")
        elif isinstance(value, int) and -(2**31) <= value < 2**31:
            out(b"J" + struct.pack("<i", value))
        elif isinstance(value, int):
            out(pickle.dumps(value, 2)[2:-1])
        elif isinstance(value, float):
            out(b"G" + struct.pack(">d", value))
        elif isinstance(value, str):
            data = value.encode()
            out(b"X" + struct.pack("<I", len(data)) + data)
        elif isinstance(value, tuple):
            out(b"(")
            for item in value:
                self.write(item)
            out(b"t")
        elif isinstance(value, list):
            out(b"](")
            for item in value:
                self.write(item)
            out(b"e")
        elif isinstance(value, dict):
            if isinstance(value, collections.OrderedDict):
                self.name("collections", "OrderedDict")
                out(b")R")
            else:
                out(b"}")
            out(b"(")
            for key, item in value.items():
                self.write(key)
                self.write(item)
            out(b"u")
        elif isinstance(value, Name):
            self.name(value.module, value.name)
        elif isinstance(value, Call):
            self.name(value.module, value.name)
            self.write(value.arguments)
            out(b"R")
        elif isinstance(value, Module):
            self.name("__torch__." + value.name.rsplit(".", 1)[0], value.name.rsplit(".", 1)[1])
            out(b")\x81")
            self.write(value.attributes)
            out(b"b")
        elif isinstance(value, Storage):
            self.storages[value.key] = value
            module = "torch.storage" if value.kind == "untyped" else "torch"
            saved = "storage", Name(module, STORAGES[value.kind]), value.key, "cpu", value.count
            self.write(saved + (None,) if self.is_legacy else saved)
            out(b"Q")
        elif isinstance(value, Tensor):
            self.name("torch._utils", "_rebuild_tensor_v2")
            hooks = collections.OrderedDict()
            self.write((value.storage, value.offset, value.shape, value.strides, False, hooks))
            out(b"R")
        else:  # NumPy scalars and whatever the standard library pickles; without its frame
            out(pickle.dumps(value, 2)[2:-1])


def pickled(value, **options):
    pickler = Pickler(**options)
    pickler.out.write(b"\x80\x02")
    pickler.write(value)
    pickler.out.write(b".")
    return pickler.out.getvalue(), pickler.storages


def archive(path, data, storages, compression=zipfile.ZIP_STORED, stem="archive"):
    with zipfile.ZipFile(path, "w", compression) as file:
        file.writestr(stem + "/data.pkl", data)
        file.writestr(stem + "/byteorder", "little")
        for storage in storages.values():
            file.writestr(f"{stem}/data/{storage.key}", storage.data)
        file.writestr(stem + "/version", "3\n")


def checkpoint(path, value, **options):
    archive(path, *pickled(value), **options)


def legacy(path, value, little_endian=True):
    """As PyTorch before 1.6 writes it."""
    facts = {"protocol_version": 1001, "little_endian": little_endian, "type_sizes": {"int": 4}}
    data, storages = pickled(value, is_legacy=True)
    with open(path, "wb") as file:
        for item in (0x1950A86A20F9469CFC6C, 1001, facts):
            file.write(pickle.dumps(item, 2))
        file.write(data)
        file.write(pickle.dumps(sorted(storages), 2))
        for key in sorted(storages):
            storage = storages[key]
            file.write(struct.pack("<q", storage.count) + storage.data)
