"""Writes onnx's own tests of single operations: model, inputs and outputs, one folder each.

python onnx_node_tests.py FOLDER OPERATION...
"""

import os
import sys
import warnings

import numpy as np
from onnx import TensorProto, numpy_helper
from onnx.backend.test.case.node import collect_testcases

warnings.simplefilter("ignore")
folder, operations = sys.argv[1], set(sys.argv[2:])
types = {
    TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.INT64, TensorProto.INT32, TensorProto.BOOL
}


def is_known(case):
    graph = case.model.graph
    if len(graph.node) != 1 or not case.data_sets or "training" in case.name:
        return False
    node = graph.node[0]
    if node.domain not in ("", "ai.onnx") or node.op_type not in operations:
        return False
    values = list(graph.input) + list(graph.output)
    return all(
        v.type.HasField("tensor_type") and v.type.tensor_type.elem_type in types for v in values)


for case in collect_testcases(None):
    if not is_known(case):
        continue
    place = os.path.join(folder, case.name.removeprefix("test_"))
    os.makedirs(place)
    with open(os.path.join(place, "model.onnx"), "wb") as file:
        file.write(case.model.SerializeToString())
    inputs, outputs = case.data_sets[0]
    for kind, values in (("input", inputs), ("output", outputs)):
        for number, value in enumerate(values):
            tensor = value if isinstance(value, TensorProto) else numpy_helper.from_array(
                np.asarray(value))
            with open(os.path.join(place, f"{kind}_{number}.pb"), "wb") as file:
                file.write(tensor.SerializeToString())
