#!/usr/bin/env python3
"""What jobs cost beside their own work, against runners of the field, in one call.

    compare.py LASTBIT [--only WORD]

Peers are make, ninja, doit and Snakemake, where they are found: on PATH, or in the folder that
LASTBIT_PEERS names (the bin of a virtual environment). Each has the same graph: independent jobs that
do nothing but leave a file behind. Prints ratios with their bars.
"""
import argparse
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time

PEERS = os.environ.get('LASTBIT_PEERS', '')
os.environ['PATH'] = PEERS + os.pathsep + os.environ['PATH'] if PEERS else os.environ['PATH']
CORES = len(os.sched_getaffinity(0))


class Failed(Exception):
    pass


def measure(words, folder):
    """Wall seconds, and peak memory in MiB, of a command."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        if process.returncode:
            errors.seek(0)
            said = errors.read()[-400:].decode(errors='replace')
            raise Failed(f'{words[0]} ended with {process.returncode}: {said}')
    return seconds, usage.ru_maxrss / 1024


class Lastbit:
    """Noise on an image of eight voxels, so many times."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        header = bytearray(352)
        struct.pack_into('<i', header, 0, 348)
        struct.pack_into('<8h', header, 40, 3, 2, 2, 2, 1, 1, 1, 1)
        struct.pack_into('<hh', header, 70, 16, 32)
        struct.pack_into('<8f', header, 76, 1, 1, 1, 1, 1, 1, 1, 1)
        struct.pack_into('<f', header, 108, 352)
        struct.pack_into('<ff', header, 112, 1, 0)
        struct.pack_into('<hh', header, 252, 0, 1)
        for row in range(3):
            struct.pack_into('<f', header, 280 + 16 * row + 4 * row, 1)
        header[344:348] = b'n+1\0'
        with open(f'{folder}/head.nii', 'wb') as file:
            file.write(header + struct.pack('<8f', *range(8)))

    def write(self, count, stages=1):
        with open(f'{self.folder}/m.yaml', 'w') as file:
            file.write('lastbit: 1\nname: jobs\nsources: {head: {file: head.nii}}\nstages:\n')
            file.writelines(
                f'  noisy{stage}: {{uses: perturb/noise, in: {{image: head}}, with: {{size: {stage + 1}}}, '
                f'sweep: {{repeat: 1..{count // stages}}}}}\n'
                for stage in range(stages))

    def write_tool(self, count):
        with open(f'{self.folder}/m.yaml', 'w') as file:
            file.write(
                'lastbit: 1\nname: tools\nstages:\n  tool:\n    command: touch $out\n'
                f'    out: {{out: {{path: out.txt, type: file}}}}\n    sweep: {{n: 1..{count}}}\n')

    def run(self, *options):
        return measure([self.program, 'run', 'm.yaml', *options], self.folder)

    def plan(self):
        return measure([self.program, 'plan', 'm.yaml'], self.folder)


def make(folder, count):
    names = [f'out/{n}' for n in range(count)]
    os.makedirs(f'{folder}/out')
    with open(f'{folder}/Makefile', 'w') as file:
        file.write('all: ' + ' '.join(names) + '\n')
        file.writelines(f'{name}:\n\ttouch $@\n' for name in names)
    return ['make', f'-j{CORES}', '-s']


def ninja(folder, count):
    with open(f'{folder}/build.ninja', 'w') as file:
        file.write('rule touch\n command = touch $out\n')
        file.writelines(f'build out/{n}: touch\n' for n in range(count))
    return ['ninja', f'-j{CORES}']


def doit(folder, count):
    with open(f'{folder}/dodo.py', 'w') as file:
        file.write(
            'import os\nos.makedirs("out", exist_ok=True)\n'
            'def task_touch():\n'
            f'    for n in range({count}):\n'
            '        yield {"name": str(n), "actions": [f"touch out/{n}"], "targets": [f"out/{n}"],\n'
            '               "uptodate": [True]}\n')
    return ['doit', '-n', str(CORES), '-v', '0']


def snakemake(folder, count):
    with open(f'{folder}/Snakefile', 'w') as file:
        file.write(
            f'rule all:\n  input: expand("out/{{n}}", n=range({count}))\n'
            'rule touch:\n  output: "out/{n}"\n  shell: "touch {output}"\n')
    return ['snakemake', '--cores', str(CORES), '--quiet', 'all', '--scheduler', 'greedy']


def peer(make_words, count, again=False):
    """Seconds of a peer's first run, or of one with nothing to do."""
    name = make_words.__name__
    if not shutil.which(name):
        return None
    with tempfile.TemporaryDirectory() as folder:
        words = make_words(folder, count)
        seconds, _ = measure(words, folder)
        if again:
            seconds = min(measure(words, folder)[0] for _ in range(3))
    return seconds


def line(what, ours, theirs, peer_name, bar, unit='s'):
    if theirs is None:
        print(f'{what}\t{ours:.3f} {unit}\t{peer_name} is not here\t\t{bar}')
        return
    print(f'{what}\t{ours:.3f} {unit}\t{peer_name} {theirs:.3f} {unit}\tratio {ours / theirs:.3f}\t{bar}')
    sys.stdout.flush()


def jobs(program, count):
    # Snakemake starts a shell and a process a job: a tenth of the jobs say as much.
    few = count // 10
    with tempfile.TemporaryDirectory() as folder:
        lastbit = Lastbit(program, folder)
        lastbit.write(count)
        ours, _ = lastbit.run()
        for other, bar in ((make, '<= 0.5'), (ninja, '<= 0.5'), (doit, '')):
            line(f'{count} jobs, first run', ours, peer(other, count), other.__name__, bar)
        theirs = peer(snakemake, few)
        line(f'{count} jobs, first run, a job', 1000 * ours / count,
             theirs and 1000 * theirs / few, 'snakemake', '<= 0.02', 'ms')
        ours = min(lastbit.run()[0] for _ in range(3))
        print(f'{count} jobs, nothing to do\t{ours:.3f} s\t\t\t<= 0.15 s')
        for other in (make, ninja, doit):
            line(f'{count} jobs, nothing to do', ours, peer(other, count, again=True),
                 other.__name__, '')
        lastbit.write(count + 1)
        ours = min(lastbit.plan()[0] for _ in range(3))
        print(f'one job more than {count}, to a plan\t{ours:.3f} s\t\t\t<= 0.1 s')


def plans(program, count, bar):
    with tempfile.TemporaryDirectory() as folder:
        lastbit = Lastbit(program, folder)
        lastbit.write(count, stages=10)
        seconds, memory = lastbit.plan()
        print(f'plan of {count} jobs\t{seconds:.2f} s, {memory:.0f} MiB\t\t\t{bar}')
        sys.stdout.flush()


def tool(program, count=300):
    """What run/command adds to its child, beside what any job costs."""
    with tempfile.TemporaryDirectory() as folder:
        lastbit = Lastbit(program, folder)
        lastbit.write(count)
        plain, _ = lastbit.run('-j', '1')
        lastbit.write_tool(count)
        ours, _ = lastbit.run('-j', '1')
        start = time.perf_counter()
        for _ in range(count):
            os.waitpid(os.posix_spawn(shutil.which('touch'), ['touch', f'{folder}/x'], {}), 0)
        child = time.perf_counter() - start
    print(f'run/command beside its child and the job\t{1000 * (ours - plain - child) / count:.2f} ms'
          f'\tchild {1000 * child / count:.2f} ms, job {1000 * plain / count:.2f} ms\t\t<= 5 ms')
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('lastbit')
    parser.add_argument('--only', default='')
    parser.add_argument('--jobs', type=int, default=10_000)
    options = parser.parse_args()
    program = os.path.abspath(options.lastbit)
    parts = {
        'tool': lambda: tool(program),
        'jobs': lambda: jobs(program, options.jobs),
        'plan100000': lambda: plans(program, 100_000, '<= 1 s and 500 MB'),
        'plan1000000': lambda: plans(program, 1_000_000, '<= 10 s and 4 GB'),
    }
    print('what\tours\tpeer\tratio\tbar')
    for name, part in parts.items():
        if options.only in name:
            try:
                part()
            except Failed as error:
                print(f'{name}\tfailed: {error}')
                return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
