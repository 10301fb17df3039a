import Arithmetic
import Support
import Testing
import Values

@testable import Networks

/// Registration networks against NumPy.
@Suite(.enabled(if: Repository.python != nil)) struct VoxelMorphTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func arithmetic(_ name: String = "ieee", threads: Int = 2) throws -> any Arithmetic {
    try Arithmetics.make(ArithmeticSpecification(name: name), seed: 1, threads: threads)
  }

  /// Runs `voxelmorph.py` on images of these sizes and networks in these files.
  private func reference(_ sizes: [Int], _ paths: [String]) throws {
    let program = try TextFile.read("\(Repository.root)/Tests/Support/python/voxelmorph.py")
    _ = try Repository.run(python: program, [folder.path] + sizes.map { "\($0)" } + paths)
  }

  private func image(_ name: String, _ format: RealFormat) throws -> RealTensor {
    let tensor = try NumPyFile.read(folder.path("\(name).npy"))
    return RealTensor(format, shape: tensor.shape, tensor.values.map(Double.init))
  }

  /// The greatest difference, in voxels, from what Python made of the network called `name`; and the
  /// greatest displacement.
  private func compare(_ weights: ModelWeights, _ name: String, _ arithmetic: any Arithmetic) throws
    -> (difference: Double, greatest: Double)
  {
    let network = try VoxelMorph(weights)
    var progress: [Double] = []
    let fields = try network.register(
      moving: image("moving", arithmetic.format), fixed: image("fixed", arithmetic.format),
      arithmetic
    ) { progress.append($0) }
    #expect(progress == progress.sorted() && progress.count > 5)
    var (difference, greatest) = (0.0, 0.0)
    for (field, direction) in [(fields.forward, "forward"), (fields.back, "back")] {
      let expected = try NumPyFile.read(folder.path("\(name).\(direction).npy"))
      try #require(field.components.shape == expected.shape)
      for (ours, theirs) in zip(field.components.doubles, expected.values) {
        difference = max(difference, abs(ours - Double(theirs)))
        greatest = max(greatest, abs(ours))
      }
    }
    return (difference, greatest)
  }

  private static let models = [
    "cvpr2018_vm2_cc", "miccai2018_10_02_init1", "xy_cvpr2018_vm1_cc", "xy_miccai2018_70000_005",
  ]
  .filter { Shared.path("data/models/\($0).h5") != nil }

  @Test(arguments: models) func trainedModelsOf2018(_ name: String) throws {
    let path = try #require(Shared.path("data/models/\(name).h5"))
    try reference([32, 48, 16], [path])
    let weights = try ModelFile.read(path)
    let exact = try compare(weights, name, arithmetic("float64"))
    #expect(exact.difference < 1e-5)
    #expect(exact.greatest > 0.05)
    #expect(try compare(weights, name, arithmetic()).difference < 1e-4)
  }

  /// What a network of `VxmDense` is made with, and how its file says so.
  struct Dense: Sendable, CustomTestStringConvertible {
    var down = [3, 4, 5]
    var up = [5, 4, 4]
    var final = [3]
    var doublings = 2
    var each = 1
    var config: String
    var prefix = "vxm_dense_"
    var testDescription: String { config }
  }

  static let dense = [
    // SynthMorph's form of 2022.
    Dense(config: #"{"int_steps": 5, "svf_resolution": 2, "int_resolution": 2}"#),
    Dense(config: #"{"int_steps": 7, "unet_half_res": true, "int_downsize": 2}"#, prefix: ""),
    Dense(doublings: 3, config: #"{"int_steps": 7, "int_resolution": 2, "bidir": true}"#),
    Dense(doublings: 3, config: #"{"int_steps": 3, "int_resolution": 1}"#),
    Dense(doublings: 3, config: #"{"int_steps": 0, "use_probs": false}"#),
    Dense(final: [], doublings: 1, config: #"{"int_steps": 4, "svf_resolution": 4}"#),
    Dense(
      down: [3, 3, 4, 4], up: [4, 4, 3, 3], final: [2, 3], doublings: 2, each: 2,
      config: #"{"int_steps": 7}"#),
  ]

  /// Tensors of a random network, by layer: kernels `[O, C, 3, 3, 3]` and biases.
  private func layers(_ dense: Dense) -> [(part: String, level: Int, number: Int, shape: [Int])] {
    var layers: [(part: String, level: Int, number: Int, shape: [Int])] = []
    var channels = 2
    func add(_ part: String, _ level: Int, _ number: Int, _ filters: Int) {
      layers.append((part, level, number, [filters, channels, 3, 3, 3]))
      channels = filters
    }
    let levels = dense.down.count / dense.each
    for (place, filters) in dense.down.enumerated() {
      add("enc", place / dense.each, place % dense.each, filters)
    }
    for (place, filters) in dense.up.enumerated() {
      let level = levels - 1 - place / dense.each
      add("dec", level, place % dense.each, filters)
      if place % dense.each == dense.each - 1, place / dense.each < dense.doublings {
        channels += dense.down[level * dense.each + dense.each - 1]
      }
    }
    for (number, filters) in dense.final.enumerated() { add("final", number, 0, filters) }
    add("flow", 0, 0, 3)
    return layers
  }

  /// Writes a network as Keras does.
  private func writeKeras(_ dense: Dense) throws -> String {
    let names = layers(dense).map { layer in
      let unet = "\(dense.prefix)unet_"
      let name =
        switch layer.part {
        case "flow": "\(dense.prefix)flow"
        case "final": "\(unet)dec_final_conv_\(layer.level)"
        default: "\(unet)\(layer.part)_conv_\(layer.level)_\(layer.number)"
        }
      return "('\(name)', (3, 3, 3, \(layer.shape[1]), \(layer.shape[0])))"
    }
    let path = folder.path("dense.h5")
    _ = try Repository.run(
      python: """
        import sys, h5py, numpy as np
        rng = np.random.default_rng(3)
        with h5py.File(sys.argv[1], "w") as file:
          file.attrs["backend"] = "tensorflow"
          file.attrs["model_config"] = '{"class_name": "VxmDense", "config": %s}' % sys.argv[2]
          group = file.create_group("model_weights")
          layers = [\(names.joined(separator: ", "))]
          group.attrs["layer_names"] = [name.encode() for name, _ in layers]
          for name, shape in layers:
            layer = group.create_group(name)
            names = [f"{name}/kernel:0".encode(), f"{name}/bias:0".encode()]
            layer.attrs["weight_names"] = names
            scale = (2 / (27 * shape[3])) ** 0.5
            layer[names[0]] = (scale * rng.normal(size=shape)).astype("f4")
            layer[names[1]] = (0.1 * rng.normal(size=shape[4])).astype("f4")
        """, [path, dense.config])
    return path
  }

  @Test(arguments: dense) func denseNetworksOfKeras(_ dense: Dense) throws {
    let path = try writeKeras(dense)
    try reference([16, 32, 48], [path])
    let weights = try ModelFile.read(path)
    let exact = try compare(weights, "dense", arithmetic("float64"))
    #expect(exact.difference < 1e-5)
    #expect(exact.greatest > 0.05)
    #expect(try compare(weights, "dense", arithmetic()).difference < 1e-3)
  }

  /// PyTorch's names, from an archive of arrays that NumPy can read.
  @Test func denseNetworksOfPyTorch() throws {
    let dense = Self.dense[0]
    let config = #"{"int_steps": 6, "unet_half_res": true, "int_downsize": 2}"#
    let names = layers(dense).map { layer in
      let depth = dense.down.count / dense.each
      let name =
        switch layer.part {
        case "flow": "flow"
        case "final": "unet_model.remaining.\(layer.level).main"
        case "enc": "unet_model.encoder.\(layer.level).\(layer.number).main"
        default: "unet_model.decoder.\(depth - 1 - layer.level).\(layer.number).main"
        }
      return "('\(name)', (\(layer.shape.map { "\($0)" }.joined(separator: ", "))))"
    }
    let path = folder.path("torch.npz")
    _ = try Repository.run(
      python: """
        import sys, numpy as np
        rng = np.random.default_rng(4)
        arrays = {}
        for name, shape in [\(names.joined(separator: ", "))]:
          scale = (2 / (27 * shape[1])) ** 0.5
          arrays[name + ".weight"] = (scale * rng.normal(size=shape)).astype("f4")
          arrays[name + ".bias"] = (0.1 * rng.normal(size=shape[0])).astype("f4")
        np.savez(sys.argv[1].replace("torch", "arrays"), **arrays)
        np.savez(sys.argv[1], config=sys.argv[2], **arrays)
        """, [path, config])
    try reference([16, 32, 16], [path])
    var entries = try NumPyFile.readAll(folder.path("arrays.npz")).sorted { $0.key < $1.key }
      .map { ModelWeights.Entry($0.key, .float32, .float32($0.value)) }
    // What PyTorch keeps of its sampling.
    let grid = Tensor<Float>(shape: [1, 3, 2, 2, 2], repeating: 0)
    entries.append(.init("transformer.grid", .float32, .float32(grid)))
    let weights = try ModelWeights(
      entries, format: .pytorch, metadata: [.init("config", Value(json: config))])
    let exact = try compare(weights, "torch", arithmetic("float64"))
    #expect(exact.difference < 1e-5)
    #expect(exact.greatest > 0.05)
  }

  @Test(arguments: ["ieee", "random-rounding"]) func threadsDecideNoBit(_ name: String) throws {
    let path = try writeKeras(Self.dense[0])
    try reference([16, 16, 16], [path])
    let weights = try ModelFile.read(path)
    func fields(threads: Int) throws -> (Displacement, Displacement) {
      let arithmetic = try arithmetic(name, threads: threads)
      return try VoxelMorph(weights).register(
        moving: image("moving", .binary32), fixed: image("fixed", .binary32), arithmetic
      ) { _ in }
    }
    #expect(try fields(threads: 1) == fields(threads: 3))
  }

  @Test func whatIsNoNetworkIsNamed() throws {
    let weights = try ModelFile.read(writeKeras(Self.dense[0]))
    func message(_ change: (inout [ModelWeights.Entry], inout [Value.Pair]) -> Void) throws
      -> String?
    {
      var (entries, metadata) = (weights.entries, weights.metadata)
      change(&entries, &metadata)
      let changed = try ModelWeights(entries, format: .keras, metadata: metadata)
      return #expect(throws: ModelError.self) {
        try VoxelMorph(changed)
      }?.description
    }
    let none = try message { entries, _ in entries.removeFirst(entries.count - 2) }
    #expect(none?.hasPrefix("these are no weights of VxmDense or of a VoxelMorph model") == true)
    let missing = try message { entries, _ in
      entries.removeAll { $0.name.hasPrefix("vxm_dense_unet_dec_conv_1_0") }
    }
    #expect(missing == "the weights have 3 levels on the way down and 1 on the way up")
    let bias = try message { entries, _ in
      entries.removeAll { $0.name == "vxm_dense_unet_enc_conv_1_0.bias" }
    }
    #expect(
      bias?.hasPrefix("the weights have no tensor 'vxm_dense_unet_enc_conv_1_0.bias'") == true)
    let surplus = try message { entries, _ in
      entries.append(.init("dense.bias", .float32, .float32(Tensor(shape: [1], repeating: 0))))
    }
    #expect(surplus == "the weights have tensor 'dense.bias', which the network does not have")
    let channels = try message { entries, _ in
      let place = entries.firstIndex { $0.name == "vxm_dense_unet_dec_conv_1_0.kernel" } ?? 0
      entries[place].tensor = .float32(Tensor(shape: [3, 3, 3, 7, 4], repeating: 0))
    }
    #expect(
      channels
        == "layer 'vxm_dense_unet_dec_conv_1_0' sees 7 channels, where 5 or 10 were expected")
    for (config, complaint) in [
      ("{", "the attribute 'model_config' is no JSON"),
      ("{}", "the attribute 'model_config' has no entry 'config'"),
      (#"{"config": {"int_steps": "x"}}"#, "'model_config' says int_steps: \"x\""),
      (#"{"config": {"int_steps": 90}}"#, "'model_config' says int_steps: 90, where a number"),
      (#"{"config": {"int_resolution": 3}}"#, "'model_config' says int_resolution: 3, not a power"),
      (#"{"config": {"int_steps": 0}}"#, "the network's vectors are on a grid 2 times as coarse"),
    ] {
      let found = try message { _, metadata in
        metadata.removeAll { $0.key == "model_config" }
        metadata.append(.init("model_config", .string(config)))
      }
      #expect(found?.hasPrefix(complaint) == true, "\(found ?? "")")
    }
  }

  @Test func imagesHaveToBeHalvedOftenEnough() throws {
    let weights = try ModelFile.read(writeKeras(Self.dense[0]))
    let image = RealTensor(.binary32, shape: [16, 12, 16], [Double](repeating: 0, count: 3072))
    #expect(
      throws: ModelError(
        "this network takes images whose sides are multiples of 8, not 16 × 12 × 16")
    ) {
      try VoxelMorph(weights)
        .register(moving: image, fixed: image, arithmetic()) { _ in }
    }
  }
}
