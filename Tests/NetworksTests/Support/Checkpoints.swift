import Support
import Values

/// Small files of weights, written by Python.
enum Checkpoints {
  /// Runs `lines` after `write_checkpoint.py`, with the path of the new file in `path`.
  ///
  /// - Returns: the path.
  static func write(_ name: String = "a.pt", in folder: TemporaryFolder, _ lines: String) throws
    -> String
  {
    let path = folder.path(name)
    let program = try TextFile.read("\(Repository.root)/Tests/Support/python/write_checkpoint.py")
    _ = try Repository.run(python: program + "\nimport sys\npath = sys.argv[1]\n" + lines, [path])
    return path
  }

  /// Writes a file for each of `programs`, in one Python process.
  static func write(each programs: [String], in folder: TemporaryFolder) throws -> [String] {
    try folder.write("programs.json", Value.list(programs.map(Value.string)).json())
    let path = try write(
      "",
      in: folder,
      """
      import json
      for number, program in enumerate(json.load(open(path + "programs.json"))):
        exec(program, dict(globals(), path=path + str(number)))
      """)
    return programs.indices.map { "\(path)\($0)" }
  }

  /// A checkpoint with a little of everything.
  static let mixed = """
    base = np.arange(24, dtype=np.float32)
    shared = Storage("shared", "float32", base.tobytes())
    state = collections.OrderedDict(
      plain=tensor("plain", np.arange(6, dtype=np.float32).reshape(2, 3)),
      transposed=Tensor(shared, (4, 2), (1, 4), 3), corner=Tensor(shared, (2, 2), (6, 2), 1),
      repeated=Tensor(shared, (3, 2), (0, 1), 5), scalar=tensor("scalar", np.int64(7)),
      empty=tensor("empty", np.zeros((0, 3), np.float32)),
    )
    checkpoint(path, {
      "epoch": 3, "config": "A: 1\\n", "best_metric": np.float64(0.25), "model_state": state,
      "args": {"lr": 0.01, "steps": [1, 2], "name": None, "big": 2**40, "negative": -(2**40)},
      "optimizer_state": {"state": {0: {"step": tensor("step", np.float32(2))}}},
    })
    """
}
