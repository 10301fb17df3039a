import Foundation
import Support
import Testing

/// `lastbit import model`, from a checkpoint to what h5py and the safetensors library read.
@Suite(.enabled(if: Repository.python != nil)) struct ImportTests {
  let folder: TemporaryFolder
  let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
  }

  private func write(_ name: String, _ lines: String) throws {
    let program = try TextFile.read("\(Repository.root)/Tests/Support/python/write_checkpoint.py")
    _ = try Repository.run(
      python: program + "\nimport sys\npath = sys.argv[1]\n" + lines, [folder.path(name)])
  }

  private let checkpoint = """
    state = collections.OrderedDict()
    state["conv.weight"] = tensor("0", np.arange(6, dtype=np.float32).reshape(2, 3))
    state["bn.running_mean"] = tensor("1", np.array([0.5, 1], np.float16))
    state["bn.num_batches_tracked"] = tensor("2", np.int64(7))
    checkpoint(path, {"model_state": state, "epoch": 3, "config": "A: 1\\nB: 2\\n"})
    """

  @Test func importsShowsAndExports() throws {
    try write("net.pkl", checkpoint)
    let outcome = try lastbit("import", "model", "net.pkl", "-o", "net.safetensors")
    #expect(outcome.status == 0, "\(outcome.messages)")
    let digest = try Repository.run(
      python:
        "import hashlib,sys; print(hashlib.sha256(open(sys.argv[1],'rb').read()).hexdigest())",
      [folder.path("net.pkl")]
    ).trimmingCharacters(in: .newlines)
    for line in [
      "kind import/weights", "3 tensors, 6 parameters in 1 of them",
      "format pytorch, source \(digest)", "epoch: 3", "config: A: 1; B: 2",
      "tensor                  type     shape", "conv.weight             float32  2 × 3",
      "bn.running_mean         float16  2", "bn.num_batches_tracked  int64    scalar",
    ] {
      #expect(
        outcome.output.contains("  \(line)\n") || outcome.output.contains("\(line)\n"), "\(line)")
    }
    let show = try lastbit("show", "model")
    #expect(show.status == 0)
    #expect(show.output.contains("conv.weight             float32  2 × 3"))
    let tensors = try Repository.run(
      python: """
        import sys
        from safetensors import safe_open
        with safe_open(sys.argv[1], "np") as file:
          print(file.get_tensor("conv.weight").tolist(), file.metadata()["epoch"])
        """, [folder.path("net.safetensors")])
    #expect(tensors == "[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]] 3\n")
    let export = try lastbit("export", "model.model", "again.safetensors")
    #expect(export.status == 0, "\(export.messages)")
    #expect(try folder.read("again.safetensors") == folder.read("net.safetensors"))
  }

  @Test func h5pyReadsTheArtifact() throws {
    try write("net.pt", checkpoint)
    let key = try #require(JSON(lastbit("import", "model", "net.pt", "--json").output)["key"].text)
    let object = folder.path(".lastbit/objects/\(key.prefix(2))/\(key).h5")
    let facts = try Repository.run(
      python: """
        import h5py, json, sys
        with h5py.File(sys.argv[1]) as file:
          model = file["model"]
          print(model.attrs["type"], list(model.attrs["names"]), list(model.attrs["types"]))
          print(model["conv.weight"][...].tolist(), model["bn.running_mean"].dtype)
          print(json.loads(model.attrs["metadata"]))
        """, [object])
    #expect(
      facts == """
        model ['conv.weight', 'bn.running_mean', 'bn.num_batches_tracked'] ['float32', 'float16', 'int64']
        [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]] float32
        {'epoch': 3, 'config': 'A: 1\\nB: 2\\n'}

        """)
  }

  @Test func aManifestFindsWhatWasImported() throws {
    try write("net.pth", checkpoint)
    try folder.write(
      "m.yaml",
      """
      lastbit: 1
      sources: {checkpoint: {file: net.pth}}
      stages:
        weights: {uses: import/weights, in: {weights: checkpoint}, export: {model: w.safetensors}}
        some: {uses: import/weights, in: {weights: weights}, with: {keep: ["bn.*"], strip: bn.}}
      """)
    #expect(try lastbit("import", "model", "net.pth").status == 0)
    let run = try lastbit("run", "m.yaml")
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output.hasPrefix("2 jobs: 1 run, 1 in the store before"), "\(run.output)")
    #expect(folder.exists("w.safetensors"))
    #expect(try lastbit("show", "some").output.contains("running_mean         float16  2"))
  }

  @Test func hostileAndWrongFilesAreErrors() throws {
    try write("bad.pkl", "archive(path, b'\\x80\\x02cos\\nsystem\\n(X\\x02\\0\\0\\0lstR.', {})")
    let bad = try lastbit("import", "model", "bad.pkl")
    #expect(bad.status == 1)
    #expect(bad.output == "")
    #expect(
      bad.messages
        == "error: \(folder.path)/bad.pkl: holds an object of 'os.system' instead of a dictionary of"
        + " tensors; nothing of it was executed. If it is a whole model, load it with its own program"
        + " and save its weights: torch.save(model.state_dict(), path)\n")
    let missing = try lastbit("import", "model", "none.pkl")
    #expect(missing.status == 2)
    #expect(missing.messages == "error: cannot read 'none.pkl': No such file or directory\n")
    try write("net.pt", checkpoint)
    let ending = try lastbit("import", "model", "net.pt", "-o", "net.h5")
    #expect(ending.status == 2)
    #expect(
      ending.messages
        == "error: weights are written as .safetensors and networks as .onnx, not as 'net.h5'\n")
    #expect(folder.files(under: ".lastbit/objects") == [])
  }
}
