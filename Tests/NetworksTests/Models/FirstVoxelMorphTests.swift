import Arithmetic
import Support
import Testing
import Values

@testable import Networks

/// Models of early 2018 (`models/xy/` of VoxelMorph), with random weights, against NumPy.
@Suite(.enabled(if: Repository.python != nil)) struct FirstVoxelMorphTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// Layers of such a model: `[kind, name, [sources]]`, with the filters of convolutions.
  private static let layers = """
    def conv(name, source, filters, channels, strides=1):
        layers.append(("Conv3D", name, [source], strides))
        weights.append((name, (3, 3, 3, channels, filters)))
    def relu(name, source): layers.append(("LeakyReLU", name, [source], 0))
    layers, weights = [("InputLayer", "input_1", [], 0), ("InputLayer", "input_2", [], 0),
        ("Concatenate", "concatenate_1", ["input_1", "input_2"], 0)], []
    previous, channels = "concatenate_1", 2
    for n in range(1, 5):
        conv(f"conv3d_{n}", previous, 4, channels, 2); relu(f"relu_{n}", f"conv3d_{n}")
        previous, channels = f"relu_{n}", 4
    conv("conv3d_5", previous, 4, 4); relu("relu_5", "conv3d_5")
    previous = "relu_5"
    for n in range(6, 9):
        layers.append(("UpSampling3D", f"up_{n}", [previous], 0))
        layers.append(("Concatenate", f"join_{n}", [f"up_{n}", f"relu_{9 - n}"], 0))
        conv(f"conv3d_{n}", f"join_{n}", 4, 8); relu(f"relu_{n}", f"conv3d_{n}")
        previous = f"relu_{n}"
    conv("conv3d_9", previous, 4, 4); relu("relu_9", "conv3d_9")
    previous, channels = "relu_9", 4
    if kind == "displacement":
        layers.append(("UpSampling3D", "up_10", [previous], 0))
        layers.append(("Concatenate", "join_10", ["up_10", "concatenate_1"], 0))
        conv("conv3d_10", "join_10", 3, 6); relu("relu_10", "conv3d_10")
        previous, channels = "relu_10", 3
    conv("flow", previous, 3, channels)
    field = "flow"
    if kind == "velocity":
        conv("log_sigma", previous, 3, channels)
        layers.append(("Lambda", "lambda_1", ["flow", "log_sigma"], 0))
        layers.append(("Lambda", "flow-fix", ["lambda_1"], 0))
        field = "flow-fix"
        for n in range(1, 4):
            layers.append(("Dense3DSpatialTransformer", f"moved_{n}", [field, field], 0))
            layers.append(("Add", f"add_{n}", [field, f"moved_{n}"], 0))
            field = f"add_{n}"
        layers.append(("Lambda", "lambda_2", [field], 0))
        layers.append(("Lambda", "diffflow", ["lambda_2"], 0))
        field = "diffflow"
    layers.append(("Dense3DSpatialTransformer", "moved", ["input_1", field], 0))
    """

  private func write(_ kind: String) throws -> String {
    let path = folder.path("\(kind).h5")
    _ = try Repository.run(
      python: """
        import sys, json, h5py, numpy as np
        path, kind = sys.argv[1:]
        \(Self.layers)
        rng = np.random.default_rng(5)
        config = {"class_name": "Model", "config": {"name": "model_1", "layers": [
          {"class_name": c, "name": n, "config": {"strides": [s] * 3} if c == "Conv3D" else {},
           "inbound_nodes": [[[x, 0, 0, {}] for x in sources]] if sources else []}
          for c, n, sources, s in layers]}}
        with h5py.File(path, "w") as file:
          file.attrs["backend"] = b"tensorflow"
          file.attrs["keras_version"] = b"2.1.3"
          file.attrs["model_config"] = json.dumps(config).encode()
          group = file.create_group("model_weights")
          group.attrs["layer_names"] = [n.encode() for _, n, _, _ in layers]
          for _, n, _, _ in layers:
            group.create_group(n).attrs["weight_names"] = np.zeros(0, "S8")
          for n, shape in weights:
            names = [f"{n}/kernel:0".encode(), f"{n}/bias:0".encode()]
            group[n].attrs["weight_names"] = names
            scale = (2 / (27 * shape[3])) ** 0.5 * (3 if n == "flow" else 1)
            group[n][names[0]] = (scale * rng.normal(size=shape)).astype("f4")
            group[n][names[1]] = (0.1 * rng.normal(size=shape[4])).astype("f4")
        """, [path, kind])
    return path
  }

  private func image(_ name: String) throws -> RealTensor {
    let tensor = try NumPyFile.read(folder.path("\(name).npy"))
    return RealTensor(.binary64, shape: tensor.shape, tensor.values.map(Double.init))
  }

  @Test(arguments: ["displacement", "velocity"])
  func fieldsAreThoseOfTheFilesLayers(_ kind: String) throws {
    let path = try write(kind)
    let program = try TextFile.read("\(Repository.root)/Tests/Support/python/voxelmorph.py")
    _ = try Repository.run(python: program, [folder.path, "32", "48", "16", path])
    let arithmetic = try Arithmetics.make(.init(name: "float64"), seed: 1, threads: 2)
    let network = try VoxelMorph(ModelFile.read(path))
    #expect(network.edge == .zeros)
    let fields = try network.register(moving: image("moving"), fixed: image("fixed"), arithmetic) {
      _ in
    }
    for (field, direction) in [(fields.forward, "forward"), (fields.back, "back")] {
      let expected = try NumPyFile.read(folder.path("\(kind).\(direction).npy"))
      try #require(field.components.shape == expected.shape)
      let differences = zip(field.components.doubles, expected.values).map {
        abs($0 - Double($1))
      }
      #expect(try #require(differences.max()) < 1e-5)
      // They do move, and not alike along the two axes that are exchanged.
      let reach = expected.values.map(abs).max()
      #expect(try #require(reach) > 0.1)
    }
  }

  @Test func stepsOfSquaringLayersAreFixed() throws {
    let weights = try ModelFile.read(write("velocity"))
    #expect(
      throws: ModelError(
        "the velocities of this network are for 3 steps, as its file has them: leave out 'steps'")
    ) { try VoxelMorph(weights, steps: 7) }
    #expect(throws: Never.self) { try VoxelMorph(weights, steps: 3) }
  }

  /// What nobody wrote down cannot be followed.
  @Test func layersThatAreNotKnownAreRefused() throws {
    let weights = try ModelFile.read(write("velocity"))
    func message(_ change: (String) -> String) throws -> String? {
      let metadata = weights.metadata.map { pair -> Value.Pair in
        guard pair.key == "model_config", case .string(let text) = pair.value else { return pair }
        return .init("model_config", .string(change(text)))
      }
      let changed = try ModelWeights(weights.entries, format: .keras, metadata: metadata)
      return #expect(throws: ModelError.self) { try VoxelMorph(changed) }?
        .description
    }
    let multiplied = try message { $0.replacing(#""Add""#, with: #""Multiply""#) }
    #expect(multiplied?.contains("layers are not those of VoxelMorph's models of 2018") == true)
    let mixed = try message {
      $0.replacing(#""strides": [2, 2, 2]"#, with: #""indexing": "xy""#)
        .replacing(#""strides": [1, 1, 1]"#, with: #""indexing": "ij""#)
    }
    #expect(mixed?.contains("say indexing: ij and xy") == true)
    let plain = try message {
      $0.replacing("Dense3DSpatialTransformer", with: "SpatialTransformer")
    }
    #expect(
      plain
        == "the network's vectors are on a grid 2 times as coarse as the images, and its file does "
        + "not say how they become displacements")
  }
}
