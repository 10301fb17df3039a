"""A MeshNet of an ONNX file in onnxruntime and PyTorch, on one thread.

usage: meshnet.py MODEL.onnx SIDE

Prints the processor time, that of the system included, in milliseconds of one run each on an image of
SIDE³ voxels: convolutions with dilations, each but the last followed by ELU, ReLU, or a normalization of
each channel and GELU.
"""

import sys
import time

import numpy
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch.nn import functional as F


def measure(run):
    start = time.process_time()
    run()
    return 1000 * (time.process_time() - start)


def main(path, side):
    image = numpy.random.default_rng(1).random((1, 1, side, side, side), dtype=numpy.float32)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    print("onnxruntime", measure(lambda: session.run(None, {name: image})))
    torch.set_num_threads(1)
    graph = onnx.load(path).graph
    tensors = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
    values = torch.from_numpy(image)

    def run():
        x = values
        for node in graph.node:
            if node.op_type == "Conv":
                own = [tensors[i] for i in node.input[1:]]
                gaps = next((list(a.ints) for a in node.attribute if a.name == "dilations"), [1] * 3)
                pads = next((list(a.ints)[:3] for a in node.attribute if a.name == "pads"), [0] * 3)
                x = F.conv3d(x, *own, padding=pads, dilation=gaps)
            elif node.op_type == "InstanceNormalization":
                x = F.instance_norm(x, eps=next(a.f for a in node.attribute if a.name == "epsilon"))
            elif node.op_type == "Erf":  # of a GELU, whose other operations go with it
                x = F.gelu(x)
            elif node.op_type in ("Elu", "Relu"):
                x = {"Elu": F.elu, "Relu": F.relu}[node.op_type](x)
            elif node.op_type not in ("Constant", "Div", "Add", "Mul"):
                raise SystemExit(f"{node.op_type} is not an operation of a MeshNet")
        return x

    with torch.inference_mode():
        print("pytorch", measure(run))


main(sys.argv[1], int(sys.argv[2]))
