#!/usr/bin/env python3
"""What short jobs cost on Slurm through lastbit, beside Slurm's own arrays for the same work, in one call.

    slurm_jobs.py LASTBIT [--jobs N] [--waiting N] [--only WORD]

Starts a Slurm of one node with scripts/slurm/node, which needs Debian's packages (docs/cluster.md). The work
is a command of a shell that leaves a file behind. Slurm's own time is that of one array with a task for each
job, from sbatch to the last file; beside it stands an array whose tasks run as many jobs one after another as
lastbit's do. Then `--waiting` jobs wait for a node that takes none, and the coordinator's share of a core is
measured.
"""
import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TASKS = 100  # of a submission whose jobs are of unknown length (ClusterSubmission.swift)


class Slurm:
    """A node of the test's own, until the block ends."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        self.node = subprocess.Popen(
            [ROOT / 'scripts/slurm/node', self.folder], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        if self.node.stdout.readline() != 'ready\n':
            sys.exit('slurm_jobs: no Slurm could be started')
        os.environ['SLURM_CONF'] = f'{self.folder}/slurm.conf'
        return self

    def __exit__(self, *_):
        self.node.stdin.close()
        self.node.wait()


def command(target):
    # The number makes each job another one.
    return f'sleep 0.02; echo $n > {target}'


def drain(folder, count):
    while len(os.listdir(folder)) < count:
        time.sleep(0.05)


def array(folder, count, tasks):
    """Seconds from sbatch to the last file of an array that does the work."""
    out = f'{folder}/out-{tasks}'
    os.makedirs(out)
    size = -(-count // tasks)
    script = f'{folder}/array-{tasks}.sh'
    with open(script, 'w') as file:
        file.write(
            '#!/bin/sh\nn=$((SLURM_ARRAY_TASK_ID * %d))\nend=$((n + %d))\n'
            'while [ $n -lt $end ] && [ $n -lt %d ]; do %s; n=$((n + 1)); done\n'
            % (size, size, count, command(f'{out}/$n')))
    start = time.perf_counter()
    subprocess.run(
        ['sbatch', '--parsable', f'--array=0-{tasks - 1}', '--output=/dev/null', '--mem=64M', script],
        check=True, stdout=subprocess.DEVNULL)
    drain(out, count)
    return time.perf_counter() - start


def manifest(folder, count):
    with open(f'{folder}/m.yaml', 'w') as file:
        file.write(
            'lastbit: 1\nname: short\nstages:\n  short:\n'
            f'    shell: {command("$out")}\n    out: {{out: {{path: out.txt, type: file}}}}\n'
            '    tools: [sleep]\n    resources: {memory: 64 MiB}\n'
            f'    sweep: {{n: 1..{count}}}\n')
    return ['run', 'm.yaml', '--executor', 'slurm']


def lastbit(program, folder, count):
    words = manifest(folder, count)
    start = time.perf_counter()
    with open(f'{folder}/messages.txt', 'w') as messages:
        done = subprocess.run(
            [program, *words], cwd=folder, stdout=subprocess.PIPE, stderr=messages)
    seconds = time.perf_counter() - start
    ran = done.stdout.decode().splitlines()[0]
    if done.returncode or not ran.startswith(f'{count} jobs: {count} run'):
        sys.exit(ran + '\n' + open(f'{folder}/messages.txt').read()[-2000:])
    return seconds


def processor(pid):
    """Seconds of processor time of a process, its ended children with it."""
    fields = open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()
    return sum(map(int, fields[11:15])) / os.sysconf('SC_CLK_TCK')


def waiting(program, folder, count, seconds=60):
    """The share of a core that the coordinator takes while its jobs wait."""
    name = subprocess.run(['hostname', '-s'], capture_output=True, text=True).stdout.strip()
    subprocess.run(
        ['scontrol', 'update', f'nodename={name}', 'state=drain', 'reason=measured'], check=True)
    words = manifest(folder, count)
    process = subprocess.Popen(
        [program, *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    before = -1
    while subprocess.run(['squeue', '-h'], capture_output=True).stdout == b'' or before < 0:
        before = processor(process.pid)
        time.sleep(1)
    time.sleep(20)  # what is submitted is submitted
    before = processor(process.pid)
    time.sleep(seconds)
    share = (processor(process.pid) - before) / seconds
    process.send_signal(signal.SIGINT)
    process.wait()
    subprocess.run(['scontrol', 'update', f'nodename={name}', 'state=resume'], check=True)
    return share


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('lastbit')
    parser.add_argument('--jobs', type=int, default=1000)
    parser.add_argument('--waiting', type=int, default=10_000)
    parser.add_argument('--only', default='')
    options = parser.parse_args()
    program = os.path.abspath(options.lastbit)
    count = options.jobs
    with tempfile.TemporaryDirectory() as base, Slurm(f'{base}/slurm'):
        os.environ['HOME'] = base
        if options.only in 'jobs':
            one = array(base, count, count)
            few = array(base, count, min(TASKS, count))
            folder = f'{base}/jobs'
            os.makedirs(folder)
            ours = lastbit(program, folder, count)
            print('what\tours\tpeer\tratio\tbar')
            print(f'{count} short jobs\t{ours:.2f} s\tan array of {count} {one:.2f} s'
                  f'\t{ours / one:.2f}\t<= 1.05')
            print(f'{count} short jobs\t{ours:.2f} s\tan array of {min(TASKS, count)} {few:.2f} s'
                  f'\t{ours / few:.2f}\t')
            sys.stdout.flush()
        if options.only in 'waiting':
            folder = f'{base}/waiting'
            os.makedirs(folder)
            share = waiting(program, folder, options.waiting)
            print(f'{options.waiting} jobs wait\t{100 * share:.2f} % of a core\t\t\t<= 2 %')


if __name__ == '__main__':
    main()
