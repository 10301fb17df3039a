import Arithmetic
import Networks
import Support
import Testing
import Values

/// Files that PyTorch itself writes, against what it says of them.
@Suite(.enabled(if: Repository.pythonWithTorch != nil)) struct TorchWrittenTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// Writes a network and what its training leaves, in both formats and all protocols, and prints for
  /// each file its name and for each tensor its name, shape and sum.
  private static let program = """
    import collections, random, sys, numpy as np, torch
    from torch import nn
    torch.manual_seed(1)
    net = nn.Sequential(collections.OrderedDict(
      conv=nn.Conv2d(1, 3, 3), bn=nn.BatchNorm2d(3), act=nn.PReLU()))
    optimizer = torch.optim.Adam(net.parameters())
    net(torch.ones(2, 1, 5, 5)).sum().backward(); optimizer.step()
    state = dict(net.state_dict())
    state["transposed"] = torch.arange(12.0).reshape(3, 4).T
    state["parameter"] = nn.Parameter(torch.ones(2, 2)); state["parameter"].note = "x"
    types = [torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16,
      torch.int8, torch.uint8, torch.bool]
    for name in ("uint16", "uint32", "uint64", "float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz",
        "float8_e5m2fnuz"):
      if hasattr(torch, name): types.append(getattr(torch, name))
    for kind in types: state[str(kind)] = torch.tensor([0.0, 1, 2, 4]).to(kind)
    odd = {"quantized": torch.quantize_per_tensor(torch.ones(2), 0.1, 3, torch.quint8),
      "complex": torch.ones(2, dtype=torch.complex64), "sparse": torch.eye(3).to_sparse(),
      "meta": torch.empty(2, device="meta")}
    facts = {"best_acc1": torch.tensor(0.5), "optimizer": optimizer.state_dict(),
      "rng": torch.get_rng_state(), "numpy": np.random.get_state(), "python": random.getstate(),
      "device": torch.device("cuda", 0), "size": torch.Size([2, 3]), "type": torch.float32,
      "seed": torch.initial_seed(), "set": {1}, "bytes": bytearray(b"x"), "loss": np.float32(0.5)}
    for number, options in enumerate([{}, {"pickle_protocol": 3}, {"pickle_protocol": 4},
        {"pickle_protocol": 5}, {"_use_new_zipfile_serialization": False},
        {"_use_new_zipfile_serialization": False, "pickle_protocol": 4}]):
      path = f"{sys.argv[1]}/{number}.pt"
      torch.save({**facts, "state_dict": {**state, **odd}}, path, **options)
      print("file", path)
      for name, values in state.items():
        print("tensor", name.replace(" ", "_"), "x".join(map(str, values.shape)),
          float(values.detach().to(torch.float64).sum()))
    """

  @Test func theSameTensors() throws {
    let output = try Repository.run(
      python: Self.program, [folder.path], with: Repository.pythonWithTorch)
    var weights: ModelWeights?
    var files = 0
    for line in output.split(separator: "\n").map({ $0.split(separator: " ").map(String.init) }) {
      if line[0] == "file" {
        let read = try ModelFile.read(line[1])
        #expect(
          read.notImported
            == ["quantized", "complex", "sparse", "meta"].map { "state_dict." + $0 }
            + ["optimizer", "rng", "numpy"])
        #expect(
          read.metadata.map(\.key) == [
            "best_acc1", "python", "device", "size", "type", "seed", "set", "bytes", "loss",
          ])
        #expect(read[metadata: "best_acc1"] == 0.5)
        weights = read
        files += 1
      } else {
        let tensor = try #require(weights?[line[1]])
        let shape = tensor.shape.map(String.init).joined(separator: "x")
        #expect(shape == (line.count == 4 ? line[2] : ""), "\(line)")
        let sum = try #require(Double(line[line.count - 1]))
        #expect(abs(tensor.sum - sum) <= 1e-12 * max(1, abs(sum)), "\(line)")
      }
    }
    #expect(files == 6)
  }
}

extension ModelTensor {
  fileprivate var sum: Double {
    switch self {
    case .float32(let tensor): tensor.values.reduce(0) { $0 + Double($1) }
    case .float64(let tensor): tensor.values.reduce(0, +)
    case .int64(let tensor): tensor.values.reduce(0) { $0 + Double($1) }
    case .int32(let tensor): tensor.values.reduce(0) { $0 + Double($1) }
    case .int16(let tensor): tensor.values.reduce(0) { $0 + Double($1) }
    case .uint8(let tensor): tensor.values.reduce(0) { $0 + Double($1) }
    }
  }
}
