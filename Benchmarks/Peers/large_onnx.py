"""A network of 100 MB of weights, and its reading by the onnx package.

usage: large_onnx.py write|read FILE.onnx

Prints processor time in milliseconds.
"""

import sys
import time

import numpy
import onnx
from onnx import helper, numpy_helper

WIDTH, LAYERS = 1600, 10


def write(path):
    random = numpy.random.default_rng(1)
    weights, nodes = [], []
    for i in range(LAYERS):
        values = random.standard_normal((WIDTH, WIDTH), dtype=numpy.float32)
        weights.append(numpy_helper.from_array(values, f"w{i}"))
        nodes.append(helper.make_node("MatMul", [f"x{i}", f"w{i}"], [f"x{i + 1}"]))
    value = lambda name: helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, WIDTH])
    graph = helper.make_graph(nodes, "net", [value("x0")], [value(f"x{LAYERS}")], weights)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)


start = time.process_time()
write(sys.argv[2]) if sys.argv[1] == "write" else onnx.load(sys.argv[2])
print(sys.argv[1], 1000 * (time.process_time() - start))
