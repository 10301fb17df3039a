"""deepbet's brain extraction by its own package, on one thread.

usage: deepbet_procedure.py HEAD.nii.gz

Prints the processor time of the whole procedure in milliseconds, without start-up and loading of weights.
"""

import sys
import time
import types

import nibabel
import torch

# Of its window, which nothing here opens.
sys.modules["customtkinter"] = types.ModuleType("customtkinter")
from deepbet import BrainExtraction  # noqa: E402


def main(path):
    torch.set_num_threads(1)
    extraction = BrainExtraction(no_gpu=True)
    head = nibabel.load(path)
    for _ in range(3):
        start = time.process_time()
        extraction.run(head)
        print("deepbet", 1000 * (time.process_time() - start))


main(sys.argv[1])
