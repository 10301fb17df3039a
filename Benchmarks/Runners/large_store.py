#!/usr/bin/env python3
"""What a store of many results costs, in time and memory, without running a million jobs.

    large_store.py LASTBIT [--results N]

Makes a store whose files have headers and an index as runs write them, but nothing behind: every second
result is of a job's last run, the others of none. Measures what reads the whole store: listing it, and
`cache clean`, which then deletes half of it. Keep the file system in mind: a million files are made.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time

import numpy as np

SIZE = 2048


def sums(rest):
    """The checksum of each row, as lines of the index have it: FNV-1a over eight bytes at a time."""
    state = np.full(len(rest), 0xCBF29CE484222325, np.uint64)
    prime, shift = np.uint64(0x100000001B3), np.uint64(32)
    whole = rest.shape[1] // 8 * 8
    with np.errstate(over='ignore'):
        for word in np.ascontiguousarray(rest[:, :whole]).view('<u8').T:
            state = (state ^ word) * prime
            state ^= state >> shift
        for byte in rest[:, whole:].T:
            state = (state ^ byte.astype(np.uint64)) * prime
    return state


def hexadecimal(words):
    """Rows of 16 digits for 64-bit words."""
    nibbles = (words[:, None] >> np.arange(60, -4, -4, dtype=np.uint64)) & np.uint64(15)
    return np.frombuffer(b'0123456789abcdef', np.uint8)[nibbles.astype(int)]


def lines(template, keys, numbers):
    """Lines for results: `@` stands for the key and `#` for the job's number."""
    parts = []
    for piece in re.split(r'([@#])', template):
        parts.append(
            keys if piece == '@' else numbers if piece == '#'
            else np.broadcast_to(np.frombuffer(piece.encode(), np.uint8), (len(keys), len(piece))))
    rest = np.concatenate(parts, axis=1)
    front = np.frombuffer(b'{"sum":"', np.uint8)
    middle = np.frombuffer(b'",', np.uint8)
    column = (len(keys), 1)
    return np.concatenate(
        [np.tile(front, column), hexadecimal(sums(rest)), np.tile(middle, column), rest,
         np.full(column, 10, np.uint8)], axis=1)


def make(folder, count):
    draw = np.random.default_rng(0)
    keys = np.concatenate(
        [hexadecimal(draw.integers(0, 2**64, count, np.uint64)) for _ in range(4)], axis=1)
    numbers = (np.arange(count)[:, None] // 10 ** np.arange(6, -1, -1) % 10 + 48).astype(np.uint8)
    digest = 'ab' * 32
    objects = lines(
        f'"object":"@.h5","size":{SIZE},"block":{SIZE},"xxh64":"{"0" * 16}","ports":{{"image":{{"type":'
        f'"volume","digest":"{digest}"}}}},"executed":0,"perturbed":0,"kernels":{{}}}}', keys, numbers)
    records = lines(
        '"key":"@","record":{"kind":"perturb/noise","version":1,"parameters":{"distribution":"uniform",'
        '"size":1.0,"unit":"ulp"},"arithmetic":null,"seed":null,"streams":{"noise":"839325#"},"inputs":'
        f'[{{"port":"image","items":[{{"coordinates":{{}},"digest":"{digest}","source":"volume, readers '
        '2"}]}],"lineage":null}}', keys, numbers)
    runs = lines(
        '"run":{"manifest":"many","file":"/study/many.yaml","settings":{},"stage":"noisy","coordinates":'
        '{"repeat":"#"},"key":"@","status":"done","duration":0.006471149,"ended":1796067268503927947,'
        '"usage":[0.0018,33476608,876,0,384]}}', keys, numbers)
    for group in range(256):
        os.makedirs(f'{folder}/objects/{group:02x}')
    os.makedirs(f'{folder}/index')
    with open(f'{folder}/index/large-1-1.1-1.jsonl', 'wb') as index:
        for number in range(count):
            header = objects[number].tobytes() + records[number].tobytes()
            run = runs[number].tobytes()
            index.write(header + (run if number % 2 else b''))
            name = keys[number].tobytes().decode()
            file = os.open(f'{folder}/objects/{name[:2]}/{name}.h5', os.O_WRONLY | os.O_CREAT, 0o666)
            os.write(file, (header + run).ljust(SIZE, b'\0'))
            os.close(file)


def measure(what, words, folder):
    start = time.perf_counter()
    process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f'{words} ended with {os.waitstatus_to_exitcode(status)}')
    print(f'{what}\t{time.perf_counter() - start:.2f} s\t{usage.ru_maxrss / 1024:.0f} MiB')
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('lastbit')
    parser.add_argument('--results', type=int, default=100_000)
    options = parser.parse_args()
    program = os.path.abspath(options.lastbit)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        make(f'{folder}/store', options.results)
        print(f'{options.results} results made\t{time.perf_counter() - start:.1f} s')
        store = ['--store', 'store']
        measure('du (for comparison)', ['du', '-s', 'store'], folder)
        measure('cache list', [program, 'cache', 'list', *store], folder)
        measure('cache manifests', [program, 'cache', 'manifests', *store], folder)
        measure('cache clean --dry-run', [program, 'cache', 'clean', '--dry-run', *store], folder)
        measure('cache clean', [program, 'cache', 'clean', '--force', *store], folder)
        measure('cache list, after it', [program, 'cache', 'list', *store], folder)


if __name__ == '__main__':
    main()
