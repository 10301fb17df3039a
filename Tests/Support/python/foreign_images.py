"""Writes images as nibabel and others do, and what nibabel reads in them.

    foreign_images.py FOLDER [MORE …]

Beside each image FOLDER/NAME lies NAME.f64: its voxels in C order, binary64. A line is printed for each: the
file, its raw voxels, the volume to take (-1: all there is) and the twelve numbers of the affine. MORE are
images of any origin, or folders of them.
"""
import itertools
import os
import sys
import warnings

import nibabel as nib
import numpy as np

warnings.simplefilter('ignore')
folder, more = sys.argv[1], sys.argv[2:]
random = np.random.default_rng(7)
count = 0


def note(path, take=None):
    """Prints what nibabel sees in an image, or in each of its volumes that are to be taken."""
    global count
    image = nib.load(path)
    data = np.asarray(image.get_fdata(dtype=np.float64, caching='unchanged'))
    if data.ndim < 3 or image.affine is None:
        return
    volumes = data.reshape(*data.shape[:3], -1, order='F')
    chosen = [-1] if volumes.shape[3] == 1 else (take or sorted({0, volumes.shape[3] // 2, volumes.shape[3] - 1}))
    for volume in chosen:
        raw = os.path.join(folder, f'{count}.f64')
        np.ascontiguousarray(volumes[..., max(volume, 0)]).tofile(raw)
        print(path, raw, volume, *(f'{x!r}' for x in map(float, image.affine[:3].ravel())), sep='\t')
        count += 1


def save(image, name, take=None):
    path = os.path.join(folder, name)
    image.to_filename(path)
    note(path, take)


def numbers(kind, shape=(4, 3, 5)):
    kind = np.dtype(kind)
    if kind.kind == 'f':
        data = random.normal(0, 1e3, shape).astype(kind)
        data.flat[:4] = [0, -0.0, np.nan, np.inf]
        return data
    limits = np.iinfo(kind)
    data = random.integers(limits.min, limits.max, shape, kind, endpoint=True)
    data.flat[:2] = [limits.min, limits.max]
    return data


def affine(angles=(.3, -.2, .1), sizes=(1, 1.5, 2.25), shift=(5, -6, 7), shear=0):
    m = nib.affines.from_matvec(nib.eulerangles.euler2mat(*angles) @ np.diag(sizes), shift)
    m[:3, 1] += shear * m[:3, 0]
    return m


# Every type of voxel, in both orders of bytes, in both versions, packed and not.
for number, (kind, order, make) in enumerate(itertools.product(
        'u1 i1 u2 i2 u4 i4 u8 i8 f4 f8'.split(), '<>', (nib.Nifti1Image, nib.Nifti2Image))):
    image = make(numbers(kind), affine(), make.header_class(endianness=order))
    image.set_data_dtype(kind)
    save(image, f'type{number}.nii' + ('.gz' if number % 2 else ''))

# Where voxels are: sform, qform, both, neither; flips, turns, shears.
for number, (form, m) in enumerate(itertools.product(
        ('s', 'q', 'b', 'n'),
        (affine(), affine(sizes=(-1, 2, 3)), affine((0, 0, 0), (2, 2, 2)), affine((3, 1, -2), (1, -.7, 4))))):
    image = nib.Nifti1Image(numbers('i2'), None)
    if form in 'sb':
        image.set_sform(m, code=number % 5 + 1)
    if form in 'qb':
        image.set_qform(m, code=number % 4 + 1)
    if form == 's':
        image.set_qform(None, code=0)
    if form == 'n':
        image.header.set_zooms((1.25, 2, .5))
    save(image, f'place{number}.nii')
sheared = nib.Nifti1Image(numbers('i2'), None)
sheared.set_sform(affine(shear=.3), code=1)
save(sheared, 'sheared.nii')

# Scales, also such as say nothing.
for number, (kind, slope, shift) in enumerate(itertools.product(
        ('u1', 'i2', 'i4', 'f4'), (.25, -1.7, 1, np.nan, 0), (0, -3.5))):
    image = nib.Nifti1Image(numbers(kind), affine())
    image.set_data_dtype(kind)
    path = os.path.join(folder, f'scale{number}.nii')
    image.to_filename(path)
    with open(path, 'r+b') as file:
        file.seek(112)
        file.write(np.array([slope, shift], '<f4').tobytes())
    note(path)

# Several volumes, also along axes beyond time.
for number, shape in enumerate(((3, 4, 2, 5), (3, 4, 2, 1, 3), (2, 3, 4, 2, 2), (4, 3, 1, 3), (5, 4, 3, 1))):
    save(nib.Nifti1Image(numbers('f4', shape), affine()), f'several{number}.nii.gz')

# Pairs, packed or not; their names in capitals.
for number, (make, order) in enumerate(itertools.product((nib.Nifti1Pair, nib.Nifti2Pair), '<>')):
    image = make(numbers('i2'), affine(), make.header_class(endianness=order))
    save(image, f'pair{number}.img' + ('.gz' if number % 2 else ''))
for name in ('big.NII', 'BIG.NII.GZ'):
    save(nib.Nifti1Image(numbers('u1'), affine()), name)

# ANALYZE 7.5, SPM99 and SPM2, of whose matrices there may be a file.
for number, (make, order) in enumerate(itertools.product((nib.Spm2AnalyzeImage, nib.Spm99AnalyzeImage), '<>')):
    for kind in ('u1', 'i2', 'f4'):
        image = make(numbers(kind), affine(), make.header_class(endianness=order))
        image.set_data_dtype(kind)
        path = os.path.join(folder, f'analyze{number}{kind}.img')
        image.to_filename(path)
        count_before = count
        # nibabel's reader of SPM2 is what lastbit follows for all of these.
        loader, nib.load = nib.load, nib.Spm2AnalyzeImage.from_filename
        note(path)
        nib.load = loader

# FreeSurfer.
for number, (kind, ending) in enumerate(itertools.product(('u1', 'i2', 'i4', 'f4'), ('.mgh', '.mgz'))):
    data = numbers(kind)
    save(nib.MGHImage(data, affine(sizes=((-1) ** number, 1, 1.2))), f'surfer{number}{ending}')
save(nib.MGHImage(numbers('f4', (3, 4, 2, 4)), affine()), 'frames.mgz')

# Extensions between header and voxels.
for number, words in enumerate(('a word', 'x' * 3000)):
    image = nib.Nifti1Image(numbers('i2'), affine())
    image.header.extensions.append(nib.nifti1.Nifti1Extension('comment', words.encode()))
    save(image, f'extension{number}.nii.gz')

# What comes with nibabel, and what is named.
here = os.path.join(os.path.dirname(nib.__file__), 'tests', 'data')
others = [os.path.join(here, name) for name in (
    'anatomical.nii', 'functional.nii', 'standard.nii.gz', 'example4d.nii.gz', 'example_nifti2.nii.gz',
    'reoriented_anat_moved.nii', 'resampled_anat_moved.nii')]
for path in more:
    if os.path.isdir(path):
        others += [os.path.join(root, name) for root, _, names in os.walk(path) for name in sorted(names)]
    else:
        others.append(path)
for path in others:
    if os.path.exists(path) and path.lower().endswith(('.nii', '.nii.gz', '.mgh', '.mgz', '.hdr')):
        note(path)
