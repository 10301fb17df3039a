"""Products rounded into bfloat16 by pychop, timed.

usage: pychop_products.py COUNT MODE

MODE is pychop's: 1 nearest, 5 stochastic. Prints the least processor time in milliseconds.
"""

import sys
import time

import numpy
import pychop


def main(count, mode):
    pychop.backend("numpy")
    chop = pychop.Chop(exp_bits=8, sig_bits=7, rmode=int(mode))
    generator = numpy.random.default_rng(1)
    x, y = (generator.random(int(count), dtype="float32") - 0.5 for _ in range(2))
    least = float("inf")
    for _ in range(3):
        start = time.process_time()
        chop(x * y)
        least = min(least, 1000 * (time.process_time() - start))
    print(least)


if __name__ == "__main__":
    main(*sys.argv[1:])
