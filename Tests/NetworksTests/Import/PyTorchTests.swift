import Arithmetic
import Networks
import Support
import Testing
import Values

/// PyTorch checkpoints against what NumPy and Python's own unpickler read from them.
@Suite(.enabled(if: Repository.python != nil)) struct PyTorchTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  static let vinn = Shared.path("reference/fastsurfer/random_axial.pkl")
  static let trained = Shared.path("reference/fastsurfer/random_axial_train64_after_step.pkl")

  @Test(.enabled(if: vinn != nil)) func readsTheOriginalCodesCheckpoint() throws {
    let path = try #require(Self.vinn)
    let weights = try ModelFile.read(path)
    let reference = try Reference(path)
    #expect(try Reference.entries(of: weights) == reference.entries)
    #expect(weights.entries.count == 331)
    #expect(weights.parameterCount == (193, 1_854_632))
    #expect(weights["encode1.conv0.weight"]?.shape == [71, 32, 3, 3])
    #expect(weights[metadata: "epoch"] == .integer(try #require(reference.facts["epoch"].integer)))
    #expect(weights[metadata: "config"] == .string(try #require(reference.facts["config"].text)))
    #expect(weights[metadata: "best_metric"] == 0.5)
    #expect(weights[metadata: "scheduler_state"]?["T_0"] == 10)
    #expect(weights.notImported == ["optimizer_state"])
  }

  @Test(.enabled(if: trained != nil)) func readsABareStateDictionary() throws {
    let path = try #require(Self.trained)
    let weights = try ModelFile.read(path)
    #expect(try Reference.entries(of: weights) == Reference(path).entries)
    #expect(weights.entries.count == 331)
    #expect(weights.metadata == [])
  }

  @Test func readsViewsAndFacts() throws {
    let path = try Checkpoints.write(in: folder, Checkpoints.mixed)
    let weights = try ModelFile.read(path)
    #expect(try Reference.entries(of: weights) == Reference(path).entries)
    #expect(
      weights["transposed"]
        == .float32(Tensor(shape: [4, 2], values: [3, 7, 4, 8, 5, 9, 6, 10])))
    #expect(weights["scalar"] == .int64(Tensor(shape: [], values: [7])))
    let facts: [Value.Pair] = [
      .init("epoch", 3), .init("config", "A: 1\n"),
      .init("best_metric", 0.25),
      .init(
        "args",
        [
          "lr": 0.01, "steps": [1, 2], "name": .null, "big": .integer(1 << 40),
          "negative": .integer(-(1 << 40)),
        ]),
    ]
    #expect(weights.metadata == facts)
    #expect(weights.notImported == ["optimizer_state"])
  }

  /// `torch.jit.save`: modules are bags of attributes, tensors are named by path, no code is run.
  @Test func readsModulesOfTorchScript() throws {
    let path = try Checkpoints.write(
      in: folder,
      """
      conv = Module("torch.nn.modules.conv.Conv3d", training=False,
        weight=tensor("w", np.arange(4, dtype=np.float32)))
      conv.attributes["0"] = tensor("b", np.float32(2))
      checkpoint(path, Module("net.Net", training=False, conv=conv,
        act=Module("torch.nn.ReLU", training=False), scale=tensor("s", np.ones(2, np.float32))))
      """)
    let weights = try ModelFile.read(path)
    #expect(weights.names == ["conv.weight", "conv.0", "scale"])
    #expect(weights["conv.weight"] == .float32(Tensor(shape: [4], values: [0, 1, 2, 3])))
    #expect(weights.notImported == ["code"])
    #expect(weights.metadata == [])
  }

  /// A module that holds itself would be a circle of paths.
  @Test func aModuleOfTorchScriptInItselfIsRefused() throws {
    let path = try Checkpoints.write(
      in: folder,
      """
      data = (b"\\x80\\x02c__torch__\\nNet\\n)\\x81q\\x00}(X\\x01\\x00\\x00\\x00ah\\x00ub.")
      archive(path, data, {})
      """)
    #expect(throws: ModelError.self) { try ModelFile.read(path) }
  }

  @Test func readsEveryElementType() throws {
    let path = try Checkpoints.write(
      in: folder,
      """
      bits = np.arange(65536, dtype=np.uint16)
      state = collections.OrderedDict(
        half=Tensor(Storage("half", "float16", bits.tobytes()), (256, 256)),
        brain=Tensor(Storage("brain", "bfloat16", bits.tobytes()), (65536,)),
        double=tensor("double", np.array([1/3, -0.0, np.inf, 5e-324])),
        long=tensor("long", np.array([-2**63, 2**63 - 1])),
        int=tensor("int", np.array([-2**31, 2**31 - 1], np.int32)),
        short=tensor("short", np.array([-2**15, 7], np.int16)),
        char=tensor("char", np.array([-128, 127], np.int8)),
        byte=tensor("byte", np.array([0, 255], np.uint8)),
        bool=tensor("bool", np.array([True, False])),
      )
      checkpoint(path, {"model_state": state}, compression=zipfile.ZIP_DEFLATED)
      """)
    let weights = try ModelFile.read(path)
    let (found, expected) = (try Reference.entries(of: weights), try Reference(path).entries)
    // NaN payloads of binary16 are compared too: a quiet NaN stays the same quiet NaN.
    #expect(found.dropFirst() == expected.dropFirst())
    #expect(found[0].shape == expected[0].shape)
    #expect(
      weights.entries.map(\.type) == [
        .float16, .bfloat16, .float64, .int64, .int32, .int16, .int8, .uint8, .bool,
      ])
    guard case .float32(let half)? = weights["half"] else { throw ModelError("no half") }
    for (bits, value) in half.values.enumerated() {
      #expect(value.isNaN == (bits & 0x7C00 == 0x7C00 && bits & 0x3FF != 0))
    }
    let numbers = try Repository.run(
      python: """
        import numpy as np
        halves = np.arange(65536, dtype=np.uint16).view(np.float16)
        print(*np.where(np.isnan(halves), 0, halves.astype(np.float32)).view(np.uint32))
        """, []
    ).split(separator: " ").map { UInt32($0.filter(\.isNumber)) }
    #expect(half.values.map { $0.isNaN ? 0 : $0.bitPattern } == numbers)
  }

  @Test func severalDictionariesKeepTheirNames() throws {
    let path = try Checkpoints.write(
      in: folder,
      """
      a, b = ({"w": tensor(key, np.float32(value))} for key, value in [("a", 1), ("b", 2)])
      checkpoint(path, {"generator": a, "critic": b, "epoch": 1})
      """)
    let weights = try ModelFile.read(path)
    #expect(weights.names == ["generator.w", "critic.w"])
    #expect(weights["critic.w"] == .float32(Tensor(shape: [], values: [2])))
    #expect(weights.metadata == [.init("epoch", 1)])
  }

  /// Protocol 4 as Python's own pickler writes it, with frames, memo and short texts.
  @Test func readsProtocolFour() throws {
    let path = try Checkpoints.write(
      in: folder,
      """
      import pickle
      w = pickled(collections.OrderedDict(w=tensor("0", np.arange(3, dtype=np.float32))))
      facts = pickle.dumps({"epoch": 2, "deep": [[(1, "x")]] * 2, "raw": b"ab"}, 4)
      # The dictionary, and the tensors set into it as one more entry.
      data = facts[:-1] + b"X" + struct.pack("<I", 5) + b"model" + w[0][2:-1] + b"s."
      archive(path, data, w[1])
      """)
    let weights = try ModelFile.read(path)
    #expect(weights["w"] == .float32(Tensor(shape: [3], values: [0, 1, 2])))
    #expect(weights[metadata: "deep"] == [[[1, "x"]], [[1, "x"]]])
    #expect(weights[metadata: "raw"] == [97, 98])
  }
}
