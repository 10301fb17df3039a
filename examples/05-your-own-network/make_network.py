"""Writes a small network as TensorFlow.js keeps it: make_network.py FOLDER.

Two dilated convolutions of 3 x 3 x 3 and a last one of single voxels, which tell dark, middling and
bright voxels apart. Needs nothing but Python.
"""

import json
import os
import struct
import sys

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
channels = [1, 4, 4]
layers = [
    {"class_name": "InputLayer",
     "config": {"name": "head", "batch_input_shape": [None, 64, 64, 64, 1]}}]
tensors, numbers = [], []


def random():
    """Numbers between -1 and 1, the same on every machine."""
    random.state = (random.state * 1103515245 + 12345) % 2**31
    return random.state / 2**30 - 1


random.state = 5


def convolution(name, before, kernel, dilation, inputs, outputs, activation, values):
    layers.append({
        "class_name": "Conv3D",
        "config": {
            "name": name, "filters": outputs, "kernel_size": [kernel] * 3, "strides": [1] * 3,
            "dilation_rate": [dilation] * 3, "padding": "same", "use_bias": True,
            "activation": activation},
        "inbound_nodes": [[[before, 0, 0, {}]]]})
    shape = [kernel] * 3 + [inputs, outputs]
    tensors.append({"name": name + "/kernel", "shape": shape, "dtype": "float32"})
    tensors.append({"name": name + "/bias", "shape": [outputs], "dtype": "float32"})
    numbers.extend(values)


for number, dilation in enumerate([1, 2]):
    inputs, outputs = channels[number], channels[number + 1]
    # Mostly the mean of the neighbourhood; a little of something else.
    filters = [1 / 27 / inputs + random() / 200 for _ in range(27 * inputs * outputs)]
    convolution(
        f"block{number}", layers[-1]["config"]["name"], 3, dilation, inputs, outputs, "elu",
        filters + [0.0] * outputs)
# Of 0.2 - x, 0.1 and x - 0.4 the first is greatest for dark voxels, the last for bright ones.
convolution(
    "last", "block1", 1, 1, 4, 3, "linear", [-0.25, 0.0, 0.25] * 4 + [0.2, 0.1, -0.4])

with open(os.path.join(folder, "weights.bin"), "wb") as file:
    file.write(struct.pack(f"<{len(numbers)}f", *numbers))
with open(os.path.join(folder, "model.json"), "w") as file:
    json.dump({
        "format": "layers-model",
        "modelTopology": {"model_config": {"class_name": "Functional", "config": {
            "layers": layers, "output_layers": [["last", 0, 0]]}}},
        "weightsManifest": [{"paths": ["weights.bin"], "weights": tensors}]}, file, indent=1)
with open(os.path.join(folder, "classes.tsv"), "w") as file:
    file.write("class\tlabel\tname\n0\t0\tdark\n1\t10\tmiddling\n2\t20\tbright\n")
