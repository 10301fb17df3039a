"""A convolution in PyTorch, timed on one thread.

usage: convolution.py CHANNELS TAPS SIDE

As many filters as channels, padded to the image's size, with bias. Prints the least processor time in
milliseconds for each layout of memory.
"""

import sys
import time

import torch
from torch.nn import functional as F


def measure(images, filters, bias):
    least = float("inf")
    with torch.inference_mode():
        for _ in range(12):
            start = time.process_time()
            F.conv2d(images, filters, bias, padding=filters.shape[-1] // 2)
            least = min(least, 1000 * (time.process_time() - start))
    return least


def main(channels, taps, side):
    torch.set_num_threads(1)
    torch.manual_seed(1)
    images = torch.rand(1, int(channels), int(side), int(side))
    filters = torch.rand(int(channels), int(channels), int(taps), int(taps))
    bias = torch.rand(int(channels))
    print("contiguous", measure(images, filters, bias))
    layout = {"memory_format": torch.channels_last}
    print("channels_last", measure(images.to(**layout), filters.to(**layout), bias))


if __name__ == "__main__":
    main(*sys.argv[1:])
