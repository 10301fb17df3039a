"""Steps of trainings in PyTorch: forward, Dice and weighted cross-entropy, backward, AdamW.

usage: training.py NETWORK SIDE BATCH THREADS

NETWORK is vinn (FastSurfer's, 79 classes) or meshnet (5 channels, 19 classes). Prints the least processor time
of a step in milliseconds, all threads together, for each layout of memory; and the most memory in MiB.
"""

import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

from fastsurfer import VINN


class MeshNet(nn.Sequential):
    def __init__(self, channels=5, classes=19, dilations=(1, 2, 4, 8, 4, 2, 1)):
        layers = []
        for i, gap in enumerate(dilations):
            inputs = channels if i else 1
            layers += [
                nn.Conv3d(inputs, channels, 3, padding=gap, dilation=gap),
                nn.BatchNorm3d(channels),
                nn.ReLU(),
            ]
        super().__init__(*layers, nn.Conv3d(channels, classes, 1))


def loss(logits, classes, weights):
    p = F.softmax(logits, dim=1)
    t = torch.zeros_like(p).scatter_(1, classes[:, None], 1.0)
    axes = [0] + list(range(2, p.dim()))
    ratio = 2 * (p * t).sum(axes) / (p.sum(axes) + t.sum(axes) + 0.001)
    entropy = (F.cross_entropy(logits, classes, reduction="none") * weights).mean()
    return (1 - ratio).mean() + entropy


def measure(network, images, classes, weights):
    network.train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.01, weight_decay=1e-4)
    least = float("inf")
    for _ in range(3):
        start = time.process_time()
        optimizer.zero_grad()
        loss(network(images), classes, weights).backward()
        optimizer.step()
        least = min(least, 1000 * (time.process_time() - start))
    return least


def main(kind, side, batch, threads):
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    side, batch = int(side), int(batch)
    if kind == "vinn":
        network, shape, count, layout = VINN(), (batch, 7, side, side), 79, torch.channels_last
    else:
        network, shape, count = MeshNet(), (batch, 1, side, side, side), 19
        layout = torch.channels_last_3d
    images = torch.rand(shape)
    places = (batch,) + shape[2:]
    classes = torch.arange(images[:, 0].numel()).reshape(places) // 50 % count
    weights = 1 + torch.rand(places)
    times = [("contiguous", measure(network, images, classes, weights))]
    network = network.to(memory_format=layout)
    times.append(
        ("other", measure(network, images.to(memory_format=layout), classes, weights))
    )
    for row in times:
        print(*row)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{memory:.0f} MiB", file=sys.stderr)


main(*sys.argv[1:])
