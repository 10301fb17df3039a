"""Quite different networks, exported by both of PyTorch's exporters: a folder each with model.onnx, its
inputs and the outputs that onnxruntime gives, as onnx's own tests have them.

usage: torch_networks.py FOLDER
"""
import os, sys, warnings
warnings.filterwarnings("ignore")
import numpy as np, onnx, onnxruntime, torch
from onnx import numpy_helper
from torch import nn
import torch.nn.functional as F


class Double(nn.Sequential):
    def __init__(self, i, o):
        super().__init__(nn.Conv3d(i, o, 3, padding=1, bias=False), nn.InstanceNorm3d(o, affine=True),
                         nn.LeakyReLU(0.01), nn.Conv3d(o, o, 3, padding=1), nn.InstanceNorm3d(o), nn.ReLU())


class UNet(nn.Module):
    """Three levels with skip connections, instance normalization, transposed convolutions."""
    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList([Double(1, 4), Double(4, 8), Double(8, 16)])
        self.up = nn.ModuleList([nn.ConvTranspose3d(16, 8, 2, 2), nn.ConvTranspose3d(8, 4, 2, 2)])
        self.join = nn.ModuleList([Double(16, 8), Double(8, 4)])
        self.last = nn.Conv3d(4, 3, 1)

    def forward(self, x):
        skips = []
        for level in self.down[:-1]:
            x = level(x)
            skips.append(x)
            x = F.max_pool3d(x, 2)
        x = self.down[-1](x)
        for up, join in zip(self.up, self.join):
            x = up(x)
            x = join(torch.cat([x, skips.pop()], 1))
        return torch.softmax(self.last(x), 1)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.mix, self.out = heads, nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        n, t, w = x.shape
        q, k, v = self.mix(x).reshape(n, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        part = (q @ k.transpose(-2, -1)) * (w // self.heads) ** -0.5
        return self.out((part.softmax(-1) @ v).transpose(1, 2).reshape(n, t, w))


class Transformer(nn.Module):
    """Patches of a volume, a class token, attention, layer normalization, GELU."""
    def __init__(self, width=24):
        super().__init__()
        self.patches = nn.Conv3d(1, width, 4, 4)
        self.token = nn.Parameter(torch.randn(1, 1, width))
        self.place = nn.Parameter(0.1 * torch.randn(1, 65, width))
        self.blocks = nn.ModuleList([nn.ModuleList([
            nn.LayerNorm(width), Attention(width, 4), nn.LayerNorm(width),
            nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)),
        ]) for _ in range(2)])
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 5)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.place
        for first, attention, second, mlp in self.blocks:
            x = x + attention(first(x))
            x = x + mlp(second(x))
        return self.head(self.norm(x)[:, 0])


class Residual(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv3d(i, o, 3, stride, 1, bias=False), nn.BatchNorm3d(o), nn.ReLU(),
            nn.Conv3d(o, o, 3, 1, 1, bias=False), nn.BatchNorm3d(o))
        self.short = nn.Sequential(nn.Conv3d(i, o, 1, stride, bias=False), nn.BatchNorm3d(o))

    def forward(self, x):
        return F.relu(self.body(x) + self.short(x))


class ResNet(nn.Module):
    """A classifier: batch normalization, overlapping pooling, global averages, a matrix product."""
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv3d(1, 6, 7, 2, 3), nn.BatchNorm3d(6), nn.ReLU(), nn.MaxPool3d(3, 2, 1))
        self.body = nn.Sequential(Residual(6, 8, 1), Residual(8, 12, 2))
        self.pool, self.head = nn.AdaptiveAvgPool3d(1), nn.Linear(12, 4)

    def forward(self, x):
        return self.head(torch.flatten(self.pool(self.body(self.stem(x))), 1)).log_softmax(1)


class Squeeze(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.down, self.up = nn.Conv3d(width, 4, 1), nn.Conv3d(4, width, 1)

    def forward(self, x):
        return x * F.hardsigmoid(self.up(F.silu(self.down(x.mean((2, 3, 4), keepdim=True)))))


class Separable(nn.Module):
    """Depthwise and pointwise convolutions with hard swish, squeeze and excitation, group normalization,
    a slope for each channel."""
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv3d(1, 8, 3, 2, 1)
        self.depth = nn.Conv3d(8, 8, 5, 1, 4, dilation=2, groups=8)
        self.point = nn.Conv3d(8, 16, 1)
        self.norm, self.squeeze = nn.GroupNorm(4, 16), Squeeze(16)
        self.slopes, self.last = nn.PReLU(16), nn.Conv3d(16, 2, 3, padding=1, groups=2)

    def forward(self, x):
        x = F.hardswish(self.stem(x))
        x = F.mish(self.point(F.elu(self.depth(x))))
        x = self.slopes(self.squeeze(self.norm(x)))
        return torch.sigmoid(self.last(F.avg_pool3d(x, 3, 2, 1, count_include_pad=False)))


class Decoder(nn.Module):
    """From few numbers to a volume: transposed convolutions with output padding, and resizing both ways to
    the size of another tensor."""
    def __init__(self):
        super().__init__()
        self.start = nn.Linear(10, 8 * 27)
        self.first = nn.ConvTranspose3d(8, 6, 3, 2, 1, output_padding=1)
        self.second = nn.ConvTranspose3d(6, 4, 4, 2, 1, groups=2)
        self.third, self.last = nn.Conv3d(4, 4, 3, padding=1, padding_mode="replicate"), nn.Conv3d(8, 1, 1)

    def forward(self, z):
        x = F.softplus(self.first(self.start(z).reshape(-1, 8, 3, 3, 3)))
        x = torch.tanh(self.second(x))
        near = F.interpolate(x, scale_factor=1.5, mode="nearest")
        wide = F.interpolate(self.third(x), size=near.shape[2:], mode="trilinear", align_corners=False)
        both = torch.cat([near.clamp(-0.5, 0.5), wide], 1)
        return F.pad(self.last(both), (1, 0, 2, 1, 0, 3), mode="constant", value=0.25)


torch.manual_seed(3)
networks = {
    "unet": (UNet(), torch.rand(1, 1, 16, 12, 20)), "transformer": (Transformer(), torch.rand(2, 1, 16, 16, 16)),
    "resnet": (ResNet(), torch.rand(2, 1, 24, 20, 28)), "separable": (Separable(), torch.rand(1, 1, 18, 14, 15)),
    "decoder": (Decoder(), torch.randn(2, 10)),
}
for name, (network, x) in networks.items():
    for module in network.modules():
        if isinstance(module, nn.BatchNorm3d):
            module.running_mean.uniform_(-0.2, 0.2)
            module.running_var.uniform_(0.5, 1.5)
            module.weight.data.uniform_(0.5, 1.5)
        if isinstance(module, nn.PReLU):
            module.weight.data.uniform_(-0.3, 0.6)
    network.eval()
    for exporter in ["legacy", "dynamo"]:
        folder = os.path.join(sys.argv[1], f"{name}_{exporter}")
        os.makedirs(folder)
        path = os.path.join(folder, "model.onnx")
        try:
            sys.stdout, kept = open(os.devnull, "w"), sys.stdout
            try:
                if exporter == "legacy":
                    torch.onnx.export(network, (x,), path, opset_version=17, dynamo=False, input_names=["x"])
                else:
                    torch.onnx.export(network, (x,), path, dynamo=True, input_names=["x"])
            finally:
                sys.stdout = kept
        except Exception as problem:
            print(f"{name} {exporter}: not exported: {problem}"[:300], file=sys.stderr)
            for file in os.listdir(folder):
                os.remove(os.path.join(folder, file))
            os.rmdir(folder)
            continue
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        inputs = [x.numpy()]
        outputs = session.run(None, dict(zip([i.name for i in session.get_inputs()], inputs)))
        with torch.no_grad():
            assert np.abs(network(x).numpy() - outputs[0]).max() < 1e-3
        for kind, arrays in [("input", inputs), ("output", outputs)]:
            for number, array in enumerate(arrays):
                with open(os.path.join(folder, f"{kind}_{number}.pb"), "wb") as file:
                    file.write(numpy_helper.from_array(array).SerializeToString())
        print(f"{name}_{exporter}")
