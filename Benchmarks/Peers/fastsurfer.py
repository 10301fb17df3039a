"""FastSurfer's networks in PyTorch, with random weights, timed.

usage: fastsurfer.py NETWORK SIDE THREADS

NETWORK is vinn (71 filters 3 x 3, 79 classes), cnn (71 filters 3 x 3) or cnn5 (64 filters 5 x 5).
Prints the least processor time of one slice in milliseconds, all threads together, for each layout
of memory.
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    """A competitive dense block; `start` says what happens to its input."""

    def __init__(self, start, channels, filters, kernel, norm="bn"):
        super().__init__()
        self.start, self.norm = start, norm
        for i in range(4):
            inputs = channels if i == 0 else filters
            self.add_module(f"conv{i}", nn.Conv2d(inputs, filters, kernel, padding=kernel // 2))
            self.add_module(f"{norm}{i + 1}", nn.BatchNorm2d(filters))
        if start == "normalized":
            self.bn0 = nn.BatchNorm2d(channels)
        self.prelu = nn.PReLU()

    def step(self, i, x):
        return getattr(self, f"{self.norm}{i + 1}")(getattr(self, f"conv{i}")(x))

    def forward(self, x):
        y = self.step(0, self.bn0(x) if self.start == "normalized" else self.prelu(x))
        best = torch.maximum(x, y) if self.start == "competing" else y
        for i in (1, 2):
            best = torch.maximum(self.step(i, self.prelu(best)), best)
        return self.step(3, self.prelu(best))


class Base(nn.Module):
    def __init__(self, channels, filters, kernel):
        super().__init__()
        for i in range(1, 5):
            start = "normalized" if i == 1 else "competing"
            inputs = channels if i == 1 else filters
            self.add_module(f"encode{i}", Block(start, inputs, filters, kernel))
            self.add_module(f"decode{i}", Block("competing", filters, filters, kernel))
        self.bottleneck = Block("competing", filters, filters, kernel)

    def base(self, x):
        skips = []
        for i in range(1, 5):
            skip = getattr(self, f"encode{i}")(x)
            x, indices = F.max_pool2d(skip, 2, 2, return_indices=True)
            skips.append((skip, indices))
        x = self.bottleneck(x)
        for i in (4, 3, 2, 1):
            skip, indices = skips.pop()
            x = torch.maximum(F.max_unpool2d(x, indices, 2, 2), skip)
            x = getattr(self, f"decode{i}")(x)
        return x


class CNN(Base):
    def __init__(self, filters=71, kernel=3, classes=79):
        super().__init__(7, filters, kernel)
        self.classifier = nn.ModuleDict({"conv": nn.Conv2d(filters, classes, 1)})

    def forward(self, x):
        return self.classifier["conv"](self.base(x))


class VINN(Base):
    """Scale 1 only: at 1 mm the network's zoom changes nothing."""

    def __init__(self, filters=71, kernel=3, classes=79, inner=32):
        super().__init__(inner, filters, kernel)
        self.inp_block = Block("normalized", 7, inner, kernel, "gn")
        self.outp_block = Block("activated", filters + inner, filters, kernel, "gn")
        self.classifier = nn.ModuleDict({"conv": nn.Conv2d(filters, classes, 1)})

    def forward(self, x):
        skip = self.inp_block(x)
        merged = torch.cat([self.base(skip), skip], dim=1)
        return self.classifier["conv"](self.outp_block(merged))


def measure(network, slab):
    """The least processor time of a few slices, in milliseconds."""
    least = float("inf")
    with torch.inference_mode():
        for _ in range(6):
            start = time.process_time()
            network(slab)
            least = min(least, 1000 * (time.process_time() - start))
    return least


def main(kind, side, threads):
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    network = {"vinn": VINN, "cnn": CNN, "cnn5": lambda: CNN(64, 5)}[kind]().eval()
    slab = torch.rand(1, 7, int(side), int(side))
    print("contiguous", measure(network, slab))
    network = network.to(memory_format=torch.channels_last)
    print("channels_last", measure(network, slab.to(memory_format=torch.channels_last)))


if __name__ == "__main__":
    main(*sys.argv[1:])
