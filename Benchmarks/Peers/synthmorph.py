"""SynthMorph's registration network of 2022 in PyTorch, with random weights, timed.

usage: synthmorph.py FILTERS X Y Z THREADS

Prints the least processor time of one registration in milliseconds, all threads together, for each
layout of memory.
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class UNet(nn.Module):
    """Four levels; the last doubling of the grid is left out."""

    def __init__(self, filters):
        super().__init__()
        f = filters
        inputs = [2, f, f, f] + [f, 2 * f, 2 * f, 2 * f] + [f, f]
        self.convolutions = nn.ModuleList(nn.Conv3d(n, f, 3, padding=1) for n in inputs)
        self.flow = nn.Conv3d(f, 3, 3, padding=1)
        nn.init.normal_(self.flow.weight, 0, 0.001)

    def forward(self, x):
        skips = []
        layers = iter(self.convolutions)
        for _ in range(4):
            x = F.leaky_relu(next(layers)(x), 0.2)
            skips.append(x)
            x = F.max_pool3d(x, 2)
        del skips[0]
        for _ in range(3):
            x = F.leaky_relu(next(layers)(x), 0.2)
            x = torch.cat([F.interpolate(x, scale_factor=2, mode="nearest"), skips.pop()], 1)
        for layer in layers:
            x = F.leaky_relu(layer(x), 0.2)
        return self.flow(x)


def warp(images, field):
    """images at x + field(x), edges replicated; field is [1, 3, X, Y, Z] in voxels."""
    sizes = field.shape[2:]
    axes = [torch.arange(n, dtype=torch.float32) for n in sizes]
    places = torch.stack(torch.meshgrid(*axes, indexing="ij"))[None] + field
    ends = torch.tensor([n - 1.0 for n in sizes]).view(1, 3, 1, 1, 1)
    places = (2 * places / ends - 1).permute(0, 2, 3, 4, 1).flip(-1)
    return F.grid_sample(images, places, padding_mode="border", align_corners=True)


def register(network, pair):
    velocity = network(pair)
    fields = []
    for sign in (1, -1):
        field = sign * velocity / 2**7
        for _ in range(7):
            field = field + warp(field, field)
        fields.append(
            F.interpolate(2 * field, scale_factor=2, mode="trilinear", align_corners=True)
        )
    return fields


def measure(network, pair):
    least = float("inf")
    with torch.inference_mode():
        for _ in range(2):
            start = time.process_time()
            register(network, pair)
            least = min(least, 1000 * (time.process_time() - start))
    return least


def main(filters, x, y, z, threads):
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    network = UNet(int(filters)).eval()
    pair = torch.rand(1, 2, int(x), int(y), int(z))
    print("contiguous", measure(network, pair))
    layout = torch.channels_last_3d
    print("channels_last", measure(network.to(memory_format=layout), pair.to(memory_format=layout)))


if __name__ == "__main__":
    main(*sys.argv[1:])
