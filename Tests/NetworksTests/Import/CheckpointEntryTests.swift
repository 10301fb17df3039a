import Foundation
import Arithmetic
import Networks
import Support
import Testing
import Values

/// Which part of a checkpoint the weights are, and what becomes of the rest.
@Suite(.enabled(if: Repository.python != nil)) struct CheckpointEntryTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// A network's two tensors, called `a` to `c` by the numbers in them, and values beside them.
  private static let parts = """
    def network(key, scale=1):
      return {
        "conv.weight": tensor(key + "w", scale * np.ones((2, 2), np.float32)),
        "bn.running_mean": tensor(key + "m", scale * np.ones(2, np.float32))}
    a, b = network("a"), network("b", 2)
    one = tensor("one", np.float32(71.5))
    optimizer = {"state": {0: {"step": tensor("step", np.float32(2)),
      "exp_avg": tensor("avg", np.ones((2, 2), np.float32))}}, "param_groups": [{"lr": 0.1}]}

    """

  private func read(_ value: String, entry: String? = nil) throws -> ModelWeights {
    let path = try Checkpoints.write(in: folder, Self.parts + "checkpoint(path, \(value))")
    return try ModelFile.read(path, entry: entry)
  }

  private func message(_ value: String, entry: String? = nil) throws -> String {
    let error = #expect(throws: ModelError.self, "\(value)") { try read(value, entry: entry) }
    return error?.message ?? ""
  }

  private static let names = ["conv.weight", "bn.running_mean"]

  /// What is read as `a` has ones, as `b` twos.
  @Test(arguments: [
    // The usual names, whatever stands before them.
    (#"{"best_acc1": one, "state_dict": a, "epoch": 3}"#, 1, [String](), ["best_acc1", "epoch"]),
    (#"{"optimizer": optimizer, "model_state_dict": a}"#, 1, ["optimizer"], []),
    (#"{"network_weights": a, "my": b}"#, 1, ["my"], []),
    (#"{"class_weights": tensor("c", np.ones(3)), "net": a}"#, 1, ["class_weights"], []),
    (
      #"{"class_weights": {"weight": tensor("c", np.ones((1, 3)))}, "my": a}"#, 1,
      ["class_weights"], []
    ),
    // Averages come last.
    (#"{"ema": b, "model": a}"#, 1, ["ema"], []),
    (#"{"state_dict_ema": b, "state_dict": a}"#, 1, ["state_dict_ema"], []),
    (#"{"model_ema": b, "optimizer": optimizer}"#, 2, ["optimizer"], []),
    // A checkpoint within a checkpoint.
    (
      #"{"model": {"state_dict": a, "optimizer": optimizer}, "epoch": 3}"#, 1, ["model.optimizer"],
      ["epoch"]
    ),
    // Dictionaries without a usual name; single numbers are facts.
    (#"{"my": a, "best": one, "metrics": {"dice": one}}"#, 1, ["metrics"], ["best"]),
    // The file's own tensors.
    (#"{**a, "epoch": 3}"#, 1, [], ["epoch"]),
    // A dictionary with other values among its tensors.
    (#"{"model": {**a, "x._extra_state": None}}"#, 1, ["model.x._extra_state"], []),
  ])
  func weightsAreFoundByName(
    _ value: String, _ scale: Float, _ left: [String], _ facts: [String]
  ) throws {
    let weights = try read(value)
    #expect(weights.names == Self.names)
    #expect(
      weights["conv.weight"]
        == .float32(Tensor(shape: [2, 2], values: [Float](repeating: scale, count: 4))))
    #expect(weights.notImported == left)
    #expect(weights.metadata.map(\.key) == facts)
  }

  @Test func aTensorOfOneNumberIsAFact() throws {
    let weights = try read(
      #"{"state_dict": a, "best": one, "steps": tensor("s", np.array([7], np.int64))}"#)
    #expect(weights.metadata == [.init("best", 71.5), .init("steps", 7)])
  }

  @Test func dictionariesInDictionariesBecomeNames() throws {
    let weights = try read(#"{"model": {"encoder": a, "decoder": b, "n": 3}}"#)
    #expect(
      weights.names == [
        "encoder.conv.weight", "encoder.bn.running_mean", "decoder.conv.weight",
        "decoder.bn.running_mean",
      ])
    #expect(weights.notImported == ["model.n"])
    #expect(
      try read(#"{"state_dict": {"module." + k: v for k, v in a.items()}}"#).names
        == Self.names.map { "module." + $0 })
  }

  @Test func oneEntryCanBeChosen() throws {
    let value = #"{"model": a, "net": b, "nets": {"ema": b, "x.y": a}, "epoch": 3, **a}"#
    #expect(
      try message(value)
        == "holds weights under several names, 'model', 'net': choose one at the source, as in"
        + " entry: net")
    for (entry, scale) in [("net", 2), ("nets.ema", 2), ("nets.x.y", 1), (".", 1), ("model", 1)] {
      let weights = try read(value, entry: entry)
      #expect(weights.names == Self.names, "\(entry)")
      guard case .float32(let tensor)? = weights["conv.weight"] else { throw ModelError(entry) }
      #expect(tensor.values[0] == Float(scale), "\(entry)")
      #expect(weights[metadata: "epoch"] == 3)
    }
    #expect(
      try message(value, entry: "nett")
        == "has no entry 'nett'; entries with tensors: 'model', 'net', 'nets'")
    #expect(
      try message(value, entry: "epoch") == "has no dictionary of tensors as its entry 'epoch'")
    #expect(
      try message(#"{"my": a, **b}"#).hasPrefix("holds weights under several names, '.', 'my'"))
  }

  @Test func whatIsNoNetworkIsToldApart() throws {
    #expect(
      try message(#"{"epoch": 1, "best": one}"#)
        == "holds no weights: its only tensors are single numbers, 'best'")
    #expect(
      try message(#"{"epoch": 1, "model": Call("my.models.UNet")}"#)
        == "holds no tensors: 'model' is an object of 'my.models.UNet', a whole model, which only"
        + " its own program can make; load it there and save its weights:"
        + " torch.save(model.state_dict(), path)")
    #expect(
      try message(#"Call("my.models.UNet")"#).hasPrefix(
        "holds an object of 'my.models.UNet' instead of a dictionary of tensors; nothing of it"))
  }

  /// Facts of any kind are kept where they are plain and listed where they are not.
  @Test func unknownFactsAreListed() throws {
    let weights = try read(
      """
      {
        "state_dict": a, "device": Call("torch.device", "cuda", 1), "size": Call("torch.Size", (2, 3)),
        "type": Name("torch", "float32"), "quantized": Name("torch", "per_channel_affine"),
        "layout": Call("torch.serialization._get_layout", "torch.strided"),
        "counts": Call("collections.Counter", {"x": 2}), "set": Call("builtins.set", [1, 2]),
        "default": Call("collections.defaultdict", Name("builtins", "list")),
        "bytes": Call("builtins.bytearray", Call("_codecs.encode", "ab", "latin1")),
        "seed": 2**63 + 5, "minus": -(2**70), "unsigned": np.uint64(2**64 - 1),
        "args": {"lr": 0.1, "device": Call("torch.device", "cpu")},
        "command": Call("os.system", "rm -rf /"), "huge": 1 << 200, "complex": 1j,
        "name": np.datetime64("2020-01-01"), "array": np.arange(3.0), "pairs": {(0, 1): 2},
        "state": ("MT19937", np.arange(3, dtype=np.uint32), 624),
        "generator": [Call("torch._C.Generator")], "class": Name("torch.nn", "Conv2d"),
      }
      """)
    #expect(weights.names == Self.names)
    #expect(
      weights.metadata == [
        .init("device", "cuda:1"), .init("size", [2, 3]), .init("type", "torch.float32"),
        .init("quantized", "torch.per_channel_affine"), .init("layout", "torch.strided"),
        .init("counts", ["x": 2]), .init("set", [1, 2]), .init("default", .map([])),
        .init("bytes", [97, 98]), .init("seed", "9223372036854775813"),
        .init("minus", "-1180591620717411303424"), .init("unsigned", "18446744073709551615"),
        .init("args", ["lr": 0.1, "device": "cpu"]),
      ])
    #expect(
      weights.notImported == [
        "command", "huge", "complex", "name", "array", "pairs", "state", "generator", "class",
      ])
  }

  /// Ways in which PyTorch's own weights-only loader makes tensors.
  @Test func tensorsAreRebuilt() throws {
    let weights = try read(
      """
      {"model": {
        "parameter": Call("torch._utils._rebuild_parameter", a["conv.weight"], True, {}),
        "stateful": Call("torch._utils._rebuild_parameter_with_state", a["conv.weight"], True, {}, {"x": 1}),
        "old": Call("torch._utils._rebuild_tensor", Storage("o", "float32", bytes(8)), 0, (2,), (1,)),
        "typed": Call("torch._utils._rebuild_tensor_v3", Storage("t", "untyped", b"\\x7e\\x38"), 0,
          (2,), (1,), False, {}, Name("torch", "float8_e4m3fn")),
        "wide": Call("torch._utils._rebuild_tensor_v3", Storage("u", "untyped", b"\\xff" * 4), 0,
          (1,), (1,), False, {}, Name("torch", "uint32")),
        "subclass": Call("torch._tensor._rebuild_from_type_v2", Name("torch._utils", "_rebuild_parameter"),
          Name("torch.nn.parameter", "Parameter"), (a["conv.weight"], True, {}), {"x": 1}),
        "device": Call("torch._utils._rebuild_device_tensor_from_cpu_tensor", a["conv.weight"],
          Name("torch", "float32"), "xla:0", False),
        "quantized": Call("torch._utils._rebuild_qtensor", Storage("q", "quint8", bytes(2)), 0, (2,),
          (1,), (Name("torch", "per_tensor_affine"), 0.1, 3), False, {}),
        "sparse": Call("torch._utils._rebuild_sparse_tensor", Name("torch", "sparse_coo"), (one, one)),
        "empty": Call("torch._utils._rebuild_meta_tensor_no_storage", Name("torch", "float32"), (2,), (1,), False),
        "complex": Tensor(Storage("c", "complex64", bytes(16)), (2,)),
        "negated": Call("torch._utils._rebuild_tensor_v2", Storage("n", "float32", bytes(8)), 0, (2,),
          (1,), False, {}, {"neg": True}),
        "half": Call("torch._utils._rebuild_tensor_v3", Storage("b", "untyped", bytes(2)), 0, (1,), (1,),
          False, {}, Name("torch", "complex32")),
      }}
      """)
    #expect(
      weights.names == ["parameter", "stateful", "old", "typed", "wide", "subclass", "device"])
    #expect(weights["parameter"] == weights["subclass"] && weights["device"] == weights["stateful"])
    #expect(weights["typed"] == .float32(Tensor(shape: [2], values: [448, 1])))
    #expect(weights["wide"] == .int64(Tensor(shape: [1], values: [4_294_967_295])))
    #expect(
      weights.notImported
        == ["quantized", "sparse", "empty", "complex", "negated", "half"]
        .map { "model." + $0 })
  }

  /// The format before PyTorch 1.6, with tensors that share a storage.
  @Test func readsTheOldFormat() throws {
    let path = try Checkpoints.write(
      in: folder,
      Self.parts + """
        shared = Storage("s", "float32", np.arange(6, dtype=np.float32).tobytes())
        state = {**a, "t": Tensor(shared, (3, 2), (1, 3)), "u": Tensor(shared, (2,), (1,), 4)}
        legacy(path, {"epoch": 3, "state_dict": state, "optimizer": optimizer})
        """)
    let weights = try ModelFile.read(path)
    #expect(weights.names == Self.names + ["t", "u"])
    #expect(weights["t"] == .float32(Tensor(shape: [3, 2], values: [0, 3, 1, 4, 2, 5])))
    #expect(weights["u"] == .float32(Tensor(shape: [2], values: [4, 5])))
    #expect(weights.notImported == ["optimizer"])
    #expect(weights[metadata: "epoch"] == 3)
    let bytes = Array(try folder.read("a.pt"))
    let cut = try folder.write("cut.pt", .init(bytes.dropLast(3)))
    let error = #expect(throws: ModelError.self) { try ModelFile.read(cut) }
    #expect(error?.message.hasPrefix("is cut short, or damaged: the numbers of storage") == true)
    let other = try Checkpoints.write(
      "b.pt", in: folder, Self.parts + "legacy(path, a, little_endian=False)")
    #expect(
      throws: ModelError("holds big-endian numbers, which are not read", file: other)
    ) { try ModelFile.read(other) }
  }
}
