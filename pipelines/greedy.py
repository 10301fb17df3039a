"""Rigid registration by greedy (picsl-greedy): moving, fixed, the matrix to write, threads."""

import sys

from picsl_greedy import Greedy3D

moving, fixed, matrix, threads = sys.argv[1:5]
Greedy3D().execute(
    f"-i {fixed} {moving} -a -dof 6 -m NMI -n 40x20 -ia-image-centers"
    f" -o {matrix} -threads {threads}"
)
