import Arithmetic
import Foundation
import Support
import Testing
import Values

@testable import Networks

/// Keras files against what h5py reads from them.
@Suite struct KerasTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  static let models = ["cvpr2018_vm2_cc.h5", "miccai2018_10_02_init1.h5"]
    .compactMap { Shared.path("data/models/\($0)") }

  @Test(.enabled(if: Repository.python != nil && !models.isEmpty), arguments: models)
  func readsTrainedVoxelMorph(path: String) throws {
    let weights = try ModelFile.read(path)
    let reference = try Reference(path)
    let found = try Reference.entries(of: weights)
    #expect(found.map(\.digest) == reference.entries.map(\.digest))
    #expect(found.map(\.shape) == reference.entries.map(\.shape))
    #expect(found.count >= 20)
    for name in weights.names {
      #expect(name.hasSuffix(".kernel") || name.hasSuffix(".bias"), "\(name)")
    }
    #expect(weights["flow.kernel"]?.shape == [3, 3, 3, 16, 3])
    #expect(weights[metadata: "keras_version"] == "2.2.4")
    #expect(weights[metadata: "backend"] == "tensorflow")
    #expect(
      weights[metadata: "model_config"]
        == .string(try #require(reference.facts["model_config"].text)))
  }

  @Test(arguments: [
    ("conv3d_245/kernel:0", "conv3d_245", "conv3d_245.kernel"),
    ("flow_33/bias:0", "flow", "flow.bias"), ("conv/kernel", "conv", "conv.kernel"),
    ("model/conv/kernel:0", "conv", "conv.kernel"), ("kernel:0", "conv", "conv.kernel"),
    ("enc_0/kernel:0", "unet", "unet.enc_0.kernel"),
    ("unet/enc_0/kernel", "unet", "unet.enc_0.kernel"),
    ("conv_a/bias:0", "conv", "conv.conv_a.bias"),
    ("hyper/hyperkernel_bias:0", "hyper", "hyper.hyperkernel_bias"),
  ])
  func layersAreNamedAlike(path: String, layer: String, name: String) {
    #expect(KerasFile.name(path, layer: layer, isShort: true) == name)
  }

  private func write(_ name: String, _ lines: String) throws -> String {
    let path = folder.path(name)
    _ = try Repository.run(
      python: "import sys, h5py, numpy as np\npath = sys.argv[1]\nrng = np.random.default_rng(5)\n"
        + lines, [path])
    return path
  }

  /// As Keras 3 writes it: paths for names, an optimizer beside the layers, and in `.keras` files the
  /// configuration around it.
  @Test(.enabled(if: Repository.python != nil), arguments: ["stored", "deflated", "alone"])
  func readsKeras3(_ kind: String) throws {
    let path = try write(
      kind == "alone" ? "a.weights.h5" : "a.keras",
      """
      import io, zipfile
      inner = io.BytesIO()
      with h5py.File(inner, "w") as file:
        file["layers/conv2d/vars/0"] = np.arange(6, dtype=np.float32).reshape(1, 6)
        file["layers/dropout/seed_generator/vars/0"] = np.array([1, 2**32 - 1], np.uint32)
        file["layers/lookup/vars/0"] = np.array([b"x", b"yz"])
        file["layers/optimizer/vars/0"] = np.ones(1, np.float32)
        file["optimizer/vars/0"] = np.int32(3)
        file["optimizer/vars/1"] = np.ones(6, np.float32)
      if \(kind == "alone" ? "True" : "False"):
        open(path, "wb").write(inner.getvalue())
      else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_\(kind == "deflated" ? "DEFLATED" : "STORED")) as file:
          file.writestr("metadata.json", '{"keras_version": "3.9.0", "date_saved": "x"}')
          file.writestr("config.json", '{"class_name": "Sequential"}')
          file.writestr("model.weights.h5", inner.getvalue())
      """)
    let weights = try ModelFile.read(path)
    #expect(
      weights.names == [
        "layers.conv2d.vars.0", "layers.dropout.seed_generator.vars.0", "layers.optimizer.vars.0",
      ])
    #expect(
      weights["layers.dropout.seed_generator.vars.0"]
        == .int64(Tensor(shape: [2], values: [1, 4_294_967_295])))
    #expect(weights.notImported.sorted() == ["layers.lookup.vars.0", "optimizer"])
    #expect(weights[metadata: "keras_version"] == (kind == "alone" ? nil : "3.9.0"))
    #expect(
      weights[metadata: "model_config"]
        == (kind == "alone" ? nil : #"{"class_name": "Sequential"}"#))
  }

  /// As Keras 2 writes it, with more layers than one node of a group holds, lists of names in pieces,
  /// and texts in both forms.
  @Test(.enabled(if: Repository.python != nil)) func readsManyLayers() throws {
    let path = try write(
      "many.h5",
      """
      with h5py.File(path, "w") as file:
        group = file.create_group("model_weights")
        layers = [f"layer_{i}".encode() for i in range(300)]
        group.attrs["layer_names0"], group.attrs["layer_names1"] = layers[:200], layers[200:]
        for name in layers:
          layer = group.create_group(name)
          layer.attrs["weight_names"] = [name + b"/kernel:0", name + b"/bias:0"]
          layer.create_dataset(name + b"/kernel:0", data=rng.normal(size=(3, 2)).astype("f4"))
          layer.create_dataset(name + b"/bias:0", data=rng.normal(size=2))
        group.create_group("empty").attrs["weight_names"] = []
        file.create_group("optimizer_weights")
        file.attrs["model_config"] = "ü" * 40000
        file.attrs["backend"] = np.bytes_(b"tensorflow")
      """)
    let weights = try ModelFile.read(path)
    #expect(weights.entries.count == 600)
    #expect(weights.names[2] == "layer_1.kernel")
    #expect(weights[metadata: "model_config"] == .string(String(repeating: "ü", count: 40000)))
    #expect(weights[metadata: "backend"] == "tensorflow")
    #expect(weights.notImported == ["optimizer_weights"])
    let digests = try Repository.run(
      python: """
        import hashlib, h5py, sys
        with h5py.File(sys.argv[1]) as file:
          for i in range(300):
            for name in ("kernel:0", "bias:0"):
              data = file[f"model_weights/layer_{i}/layer_{i}/{name}"][...]
              print(hashlib.sha256(data.tobytes()).hexdigest())
        """, [path]
    ).split(separator: "\n").map(String.init)
    #expect(try Reference.entries(of: weights).map(\.digest) == digests)
  }

  /// Without names of layers: Keras 3's `.weights.h5`; compact data sets, other types, and HDF5's
  /// newer object headers.
  @Test(.enabled(if: Repository.python != nil), arguments: ["earliest", "latest"])
  func readsPlainTrees(version: String) throws {
    let path = try write(
      "plain.weights.h5",
      """
      with h5py.File(path, "w", libver="\(version)") as file:
        file["layers/conv/vars/0"] = np.arange(6, dtype="f4").reshape(2, 3)
        file["layers/conv/vars/1"] = np.array([1, 2], "f2")
        file["layers/count/vars/0"] = np.int64(7)
        plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plist.set_layout(h5py.h5d.COMPACT)
        space = h5py.h5s.create_simple((3,))
        data = h5py.h5d.create(file["layers"].id, b"compact", h5py.h5t.IEEE_F64LE, space, plist)
        data.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([0.5, -0.0, 3]))
      """)
    let weights = try ModelFile.read(path)
    #expect(
      weights["layers.conv.vars.0"]
        == .float32(Tensor(shape: [2, 3], values: [0, 1, 2, 3, 4, 5])))
    #expect(weights["layers.conv.vars.1"] == .float32(Tensor(shape: [2], values: [1, 2])))
    #expect(weights["layers.count.vars.0"] == .int64(Tensor(shape: [], values: [7])))
    #expect(weights["layers.compact"] == .float64(Tensor(shape: [3], values: [0.5, -0.0, 3])))
    #expect(weights.entries.count == 4)
  }

  @Test(.enabled(if: Repository.python != nil)) func whatIsNotReadIsNamed() throws {
    for (lines, expected) in [
      ("file.create_dataset('w', data=np.zeros((64, 64)), chunks=True)", "'h5repack -l CONTI'"),
      ("file['w'] = np.zeros(3, '>f4')", "data set 'w'"),
      ("file['w'] = 'text'", "does not hold little-endian numbers"),
      (
        "file.attrs['layer_names'] = ['a']",
        "has no group for layer 'a', which it names"
      ),
      (
        "file.create_group('a').attrs['weight_names'] = ['a/k']; file.attrs['layer_names'] = ['a']",
        "has no data set 'a/k', which layer 'a' names"
      ),
      (
        "file.create_group('a'); file.attrs['layer_names'] = ['a']",
        "does not name the weights of layer 'a'"
      ),
      ("file.create_dataset('w', (3,), 'f4')", "was never written"),
      ("file.create_group('a')", "holds no weights"),
      ("file['self'] = file['/']", "is nested too deeply"),
    ] {
      let path = try write("bad.h5", "with h5py.File(path, 'w') as file:\n  \(lines)")
      let error = #expect(throws: ModelError.self) { try ModelFile.read(path) }
      #expect(error?.message.contains(expected) == true, "\(lines): \(error?.message ?? "")")
    }
    let path = try write(
      "dense.h5",
      """
      with h5py.File(path, 'w', libver='latest') as file:
        for i in range(20): file[f'w{i}'] = np.zeros(3)
      """)
    let error = #expect(throws: ModelError.self) { try ModelFile.read(path) }
    #expect(error?.message.contains("newer layout") == true)
  }
}
