import Arithmetic
import Networks
import Support
import Testing
import Values

/// Checkpoints that are written for PyTorch and FastSurfer.
@Suite struct PyTorchWritingTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func model(config: Bool) throws -> ModelWeights {
    var weights = try FastSurferGraph(
      classes: 79, filters: 2, inputFilters: 2
    ).network(size: (64, 64)).model()
    if config {
      weights.metadata.append(.init("config", .string("DATA:\n  PLANE: axial\n")))
      weights.metadata.append(.init("epoch", .integer(9)))
    }
    return weights
  }

  @Test(arguments: [false, true]) func isReadBack(_ config: Bool) throws {
    let weights = try model(config: config)
    let path = folder.path("net.pt")
    try weights.writePyTorch(to: path)
    let found = try ModelFile.read(path)
    #expect(found.format == .pytorch)
    for entry in weights.entries where entry.type.isFloating {
      #expect(found[entry.name] == entry.tensor, "\(entry.name)")
    }
    // Names as FastSurfer has them: 331 tensors.
    #expect(found.names.count == 331)
    #expect(found["encode1.bn1.num_batches_tracked"]?.type == .int64)
    if config { #expect(FastSurferNetwork.plane(found) == "axial") }
  }

  /// Python's own unpickler and zipfile read it, with what PyTorch would put in place of its classes.
  @Test(.enabled(if: Python.isAvailable)) func isWhatPythonReads() throws {
    let weights = try model(config: true)
    let path = folder.path("net.pkl")
    try weights.writePyTorch(to: path)
    let numbers = try Python.numbers(
      """
      import collections, io, pickle, zipfile, numpy as np
      z = zipfile.ZipFile("\(path)")
      assert z.testzip() is None and z.read("archive/version") == b"3\\n"
      data = open("\(path)", "rb").read()
      for i in z.infolist():
        start = i.header_offset + 30 + int.from_bytes(data[i.header_offset + 26:i.header_offset + 28], "little") \\
          + int.from_bytes(data[i.header_offset + 28:i.header_offset + 30], "little")
        assert start % 64 == 0
      kinds = {"FloatStorage": "<f4", "LongStorage": "<i8"}
      def rebuild(storage, offset, size, stride, grad, hooks):
        return np.lib.stride_tricks.as_strided(storage[offset:], size, [s * storage.itemsize for s in stride])
      class Reader(pickle.Unpickler):
        def find_class(self, module, name):
          if (module, name) == ("collections", "OrderedDict"): return collections.OrderedDict
          if (module, name) == ("torch._utils", "_rebuild_tensor_v2"): return rebuild
          assert module == "torch", (module, name)
          return kinds[name]
        def persistent_load(self, key):
          word, kind, name, where, count = key
          assert word == "storage" and where == "cpu"
          return np.frombuffer(z.read("archive/data/" + name), kind, count)
      c = Reader(io.BytesIO(z.read("archive/data.pkl"))).load()
      s = c["model_state"]
      assert type(s) is collections.OrderedDict and c["config"].startswith("DATA:") and c["epoch"] == 9
      assert s["encode1.conv0.weight"].shape == (2, 2, 3, 3)
      assert s["inp_block.bn0.num_batches_tracked"].shape == () and s["inp_block.prelu.weight"].shape == (1,)
      print(len(s), sum(v.size for v in s.values()))
      """)
    let all = weights.entries.filter { $0.type.isFloating }.reduce(0) { $0 + $1.tensor.count }
    #expect(numbers == [331, Double(all + 46)])
  }

  @Test(.enabled(if: Repository.pythonWithTorch != nil)) func isWhatPyTorchLoads() throws {
    let path = folder.path("net.pkl")
    try model(config: true).writePyTorch(to: path)
    let output = try Repository.run(
      python: """
        import sys, torch
        c = torch.load(sys.argv[1], map_location="cpu", weights_only=True)
        print(len(c["model_state"]), c["model_state"]["inp_block.conv0.weight"].shape[1], c["epoch"])
        """, [path], with: Repository.pythonWithTorch)
    #expect(output.split(separator: " ").map(String.init).prefix(2) == ["331", "7"])
  }
}
