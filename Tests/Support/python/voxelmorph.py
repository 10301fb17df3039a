"""Networks of VoxelMorph in NumPy and binary64, to compare with.

usage: voxelmorph.py FOLDER X Y Z PATH...

Writes two blurred random images to FOLDER (moving.npy and fixed.npy, X x Y x Z) and, for the network in
each file, NAME.forward.npy and NAME.back.npy: displacements in voxels, 3 x X x Y x Z. Files are Keras
HDF5 or PyTorch's names in .npz with `config` as JSON. Models of 2018 are run as the graph of layers that
their file holds; others as the arguments of `VxmDense` say. Files whose names begin with `affine` hold
SynthMorph's affine network: NAME.affine.npy and NAME.rigid.npy are 4 x 4 matrices from voxels of the
fixed image to those of the moving one.
"""

import json
import sys

import h5py
import numpy as np
from scipy import ndimage


def convolve(x, kernel, bias, stride=1):
    """TensorFlow's padding SAME; x is [C, X, Y, Z], kernel [3, 3, 3, C, O]."""
    sizes = [-(-n // stride) for n in x.shape[1:]]
    total = [max(0, (o - 1) * stride + 3 - n) for o, n in zip(sizes, x.shape[1:])]
    x = np.pad(x, [(0, 0)] + [(t // 2, t - t // 2) for t in total])
    out = np.zeros((kernel.shape[-1], *sizes)) + bias[:, None, None, None]
    for i, j, k in np.ndindex(3, 3, 3):
        part = x[:, i:, j:, k:][:, ::stride, ::stride, ::stride]
        part = part[:, : sizes[0], : sizes[1], : sizes[2]]
        out += np.tensordot(kernel[i, j, k].astype(float), part, (0, 0))
    return out


def leaky(x):
    return np.where(x > 0, x, 0.2 * x)


def pool(x):
    c, *n = x.shape
    return x.reshape(c, n[0] // 2, 2, n[1] // 2, 2, n[2] // 2, 2).max((2, 4, 6))


def double(x):
    return x.repeat(2, 1).repeat(2, 2).repeat(2, 3)


def sample(x, places, mode="nearest"):
    return np.stack([ndimage.map_coordinates(c, places, order=1, mode=mode) for c in x])


def dense3d(image, field):
    """`Dense3DSpatialTransformer` of early 2018: x of the field runs along the image's second axis."""
    x, y, z = field
    return sample(image, np.indices(image.shape[1:]) + np.stack([y, x, z]), "grid-constant")


def halves(v):
    """`interpUpsampling`: voxel i of the finer grid lies at i / 2."""
    return sample(v, np.indices([2 * n for n in v.shape[1:]]) / 2, "grid-constant")


def integrate(v, steps):
    u = v / 2**steps
    grid = np.indices(u.shape[1:])
    for _ in range(steps):
        u = u + sample(u, grid + u)
    return u


def rescale(u, factor):
    ends = [np.linspace(0, n - 1, int(n * factor)) for n in u.shape[1:]]
    places = np.stack(np.meshgrid(*ends, indexing="ij"))
    return sample(u * factor, places) if factor > 1 else sample(u, places) * factor


def graph(layers, weights, moving, fixed, sign=1):
    """A Keras graph up to its displacement; `sign` turns velocities around."""
    done = {}
    inputs = iter([moving, fixed])
    moving_name = layers[0]["name"]
    for layer in layers:
        kind, name = layer["class_name"], layer["name"]
        sources = [done[node[0]] for node in (layer["inbound_nodes"] or [[]])[0]]
        if kind == "InputLayer":
            done[name] = next(inputs)
        elif kind == "Concatenate":
            done[name] = np.concatenate(sources)
        elif kind == "Conv3D":
            kernel, bias = weights[name]
            done[name] = convolve(sources[0], kernel, bias, layer["config"]["strides"][0])
        elif kind == "LeakyReLU":
            done[name] = leaky(sources[0])
        elif kind == "UpSampling3D":
            done[name] = double(sources[0])
        elif kind == "Sample":
            done[name] = sources[0]
        elif kind == "VecInt":
            whole = [rescale(integrate(sign * sources[0], 7), 2) for sign in (1, -1)]
            return whole
        elif kind == "SpatialTransformer":
            return [sources[1], -sources[1]]
        elif kind == "Dense3DSpatialTransformer":
            if layer["inbound_nodes"][0][0][0] != moving_name:
                done[name] = dense3d(*sources)
                continue
            x, y, z = sources[1]
            field = np.stack([y, x, z])
            if "diffflow" not in done:
                return [field, -field]
            return [field] if sign < 0 else [field] + graph(layers, weights, moving, fixed, -1)
        elif kind == "Add":
            done[name] = sum(sources)
        elif kind == "Lambda":
            change = {"flow-fix": lambda v: sign * v, "diffflow": lambda v: 2 * v, "lambda_2": halves}
            done[name] = change.get(name, lambda v: v)(sources[0])
    raise ValueError("no displacement")


def dense(config, convolution, exists, moving, fixed):
    """`VxmDense`; convolution(part, level, number) gives a kernel and a bias."""
    x = np.concatenate([moving, fixed])
    levels = [n for n in range(9) if exists("enc", n, 0)]
    skips = []

    def block(x, part, level):
        number = 0
        while exists(part, level, number):
            x = leaky(convolve(x, *convolution(part, level, number)))
            number += 1
        return x

    for level in levels:
        x = block(x, "enc", level)
        skips.append(x)
        x = pool(x)
    svf = 2 if config.get("unet_half_res") else config.get("svf_resolution", 1)
    for number, level in enumerate(reversed(levels)):
        x = block(x, "dec", level)
        if number < len(levels) - int(np.log2(svf)):
            x = np.concatenate([double(x), skips[level]])
    number = 0
    while exists("final", number, 0):
        x = leaky(convolve(x, *convolution("final", number, 0)))
        number += 1
    v = convolve(x, *convolution("flow", 0, 0))
    steps = config.get("int_steps", 7)
    resolution = config.get("int_downsize") or config.get("int_resolution", 2)
    if steps == 0:
        return [v, -v]
    if svf != resolution:
        v = rescale(v, svf / resolution)
    fields = [integrate(v, steps), integrate(-v, steps)]
    return fields if resolution == 1 else [rescale(u, resolution) for u in fields]


def keras(path, moving, fixed):
    with h5py.File(path) as file:
        weights = {}

        def visit(name, item):
            if isinstance(item, h5py.Dataset):
                pair = weights.setdefault(name.split("/")[1], [None, None])
                pair["bias" in name.split("/")[-1]] = item[()]

        file.visititems(visit)
        model = json.loads(file.attrs["model_config"])["config"]
    if "layers" in model:
        return graph(model["layers"], weights, moving, fixed)
    prefix = next(name for name in weights if name.endswith("unet_enc_conv_0_0"))[: -len("enc_conv_0_0")]

    def name(part, level, number):
        if part == "flow":
            return prefix[: -len("unet_")] + "flow"
        if part == "final":
            return f"{prefix}dec_final_conv_{level}" if number == 0 else ""
        return f"{prefix}{part}_conv_{level}_{number}"

    return dense(
        model, lambda *key: weights[name(*key)], lambda *key: name(*key) in weights, moving, fixed
    )


def torch(path, moving, fixed):
    file = np.load(path)
    config = json.loads(str(file["config"]))
    depth = sum(name.endswith(".0.main.weight") and ".encoder." in name for name in file)

    def name(part, level, number):
        if part == "flow":
            return "flow"
        if part == "final":
            return f"unet_model.remaining.{level}.main" if number == 0 else ""
        level = level if part == "enc" else depth - 1 - level
        return f"unet_model.{part}oder.{level}.{number}.main"

    def convolution(*key):
        return file[name(*key) + ".weight"].transpose(2, 3, 4, 1, 0), file[name(*key) + ".bias"]

    return dense(config, convolution, lambda *key: name(*key) + ".weight" in file, moving, fixed)


def structures(image, layers):
    x = image[:, ::2, ::2, ::2]
    for number, (kernel, bias) in enumerate(layers):
        x = convolve(x, kernel, bias)
        x = leaky(x) if number < 8 else np.maximum(x, 0)
        x = pool(x) if number < 4 else x
    centres = []
    for axis in (1, 2, 3):
        n = x.shape[axis]
        shape = [n if a == axis else 1 for a in range(4)]
        place = ((np.arange(n) - (n - 1) / 2) / n).reshape(shape)
        mass = x.sum((1, 2, 3))
        centre = np.divide((x * place).sum((1, 2, 3)), mass, where=mass > 0, out=0 * mass)
        centres.append(centre * image.shape[axis])
    return np.stack(centres, 1), mass / mass.sum()


def affine(path, moving, fixed):
    with h5py.File(path) as file:
        group = file["model_weights"]
        layers = []
        for name in group.attrs["layer_names"]:
            layers.append([group[name][w][()].astype(float) for w in group[name].attrs["weight_names"]])
    (to, first), (source, second) = structures(moving, layers), structures(fixed, layers)
    weights = np.diag(first * second)

    def fit(y, x):
        x = np.column_stack([x, np.ones(len(x))])
        beta = np.linalg.inv(x.T @ weights @ x) @ (x.T @ weights @ y)
        return np.vstack([beta.T, [0, 0, 0, 1]])

    mean = (fit(to, source) + np.linalg.inv(fit(source, to))) / 2
    rigid = mean.copy()
    lower = np.linalg.cholesky(mean[:3, :3].T @ mean[:3, :3])
    rigid[:3, :3] = mean[:3, :3] @ np.linalg.inv(lower.T)
    shift = np.eye(4)
    shift[:3, 3] = (np.array(fixed.shape[1:]) - 1) / 2
    return [shift @ m @ np.linalg.inv(shift) for m in (mean, rigid)]


def main(folder, x, y, z, *paths):
    rng = np.random.default_rng(1)
    images = []
    for name in ("moving", "fixed"):
        image = ndimage.gaussian_filter(rng.normal(size=(int(x), int(y), int(z))), 2)
        image = ((image - image.min()) / (image.max() - image.min())).astype("f4")
        np.save(f"{folder}/{name}.npy", image)
        images.append(image[None].astype(float))
    for path in paths:
        stem = path.split("/")[-1].rsplit(".", 1)[0]
        names = ("forward", "back")
        if stem.startswith("affine"):
            names, results = ("affine", "rigid"), affine(path, *images)
        else:
            results = (torch if path.endswith(".npz") else keras)(path, *images)
        for name, result in zip(names, results):
            np.save(f"{folder}/{stem}.{name}.npy", result.astype("f4"))


if __name__ == "__main__":
    main(*sys.argv[1:])
