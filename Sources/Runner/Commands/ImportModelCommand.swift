import ArgumentParser
import Files
import Glibc
import PipelineKit
import Stages

/// `lastbit import model`: weights of a network into the store, as the stage import/weights does.
struct ImportModelCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract:
      "Read a network or weights: ONNX, TensorFlow.js, a PyTorch checkpoint, safetensors, Keras HDF5.",
    discussion: """
      Needs no Python, and executes nothing that the file holds. A manifest with the same file and \
      import/weights finds the result in the store.

      Examples:
        lastbit import model aparc_vinn_coronal_v2.0.0.pkl
        lastbit import model vxm.h5 --output vxm.safetensors --keep 'unet/*'
        lastbit import model model.json --output meshnet.onnx
      """)

  @Argument(
    help: "A .pkl, .pt, .pth, .safetensors, .h5, .hdf5 or .onnx file, or a model.json.",
    completion: .file())
  var file: String

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Also write the weights to this .safetensors file, or the network to this .onnx file.",
      valueName: "file"),
    completion: .file(extensions: ["safetensors", "onnx"]))
  var outputFile: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Keep only tensors of this name; * is a wildcard; repeatable.", valueName: "name"))
  var keep: [String] = []

  @Option(
    help: ArgumentHelp("Take this away from the beginning of names.", valueName: "beginning"))
  var strip = ""

  @Flag(help: "Replace a file that lastbit did not write, or that changed since.")
  var overwrite = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() async throws -> ExitStatus {
    let path = try Self.absolute(file)
    if let outputFile, ![".safetensors", ".onnx"].contains(where: outputFile.hasSuffix) {
      throw Diagnostics([
        Diagnostic(
          .error,
          "weights are written as .safetensors and networks as .onnx, not as '\(outputFile)'")
      ])
    }
    let experiment = Experiment(
      graph: graph(path), catalog: .standard, store: try store.open(), versions: Lastbit.versions,
      commit: Lastbit.commit)
    if let outputFile {
      let problems = experiment.store.problems(
        withExportsTo: [WorkingFolder.absolute(outputFile)], reading: [path], overwrites: overwrite)
      if !problems.isEmpty { throw Diagnostics(problems) }
    }
    let summary = try await ExperimentRun(experiment).run()
    if let failure = summary.failures.first { throw RunnerError(failure.cause) }
    guard let key = summary.results.first??.key else {
      throw RunnerError("the weights of '\(file)' were not read, because the run was stopped")
    }
    let run = experiment.store.runs().filter { $0.key == key }.max { $0.ended < $1.ended }
    let result = StoredResult(key: key, run: run)
    if let outputFile {
      try ExportPath.makeFolders(above: outputFile)
      try experiment.catalog.reader.write(
        experiment.store.load(key, port: "model"), to: outputFile)
    }
    let page = try ResultPage(result, port: nil, in: experiment.store)
    if output.json {
      Terminal.printResult(json: page.value)
    } else {
      Terminal.printResult(page.text)
    }
    return .done
  }

  /// One job: the stage on the file.
  private func graph(_ path: String) -> JobGraph {
    let mark = Mark(file: file, line: 1, column: 1)
    let job = Job(
      id: 0, stage: "model", coordinates: Coordinates(), kind: "import/weights",
      parameters: ParameterValues([
        "keep": .list(keep.map(Value.string)), "strip": .string(strip),
      ]),
      arithmetic: nil, seed: 0,
      inputs: [
        JobInput(
          port: "weights",
          items: [.init(coordinates: Coordinates(), origin: .file(SourceItem(path, as: .model)))])
      ], mark: mark)
    let stage = StageNode(
      name: "model", kind: "import/weights", axes: [], over: [], dependencies: [], mark: mark)
    return JobGraph(manifest: ManifestIdentity(name: "import"), stages: [stage], jobs: [job])
  }

  /// - Throws: `Diagnostics` where there is no such file.
  private static func absolute(_ path: String) throws -> String {
    guard let pointer = realpath(path, nil) else {
      throw Diagnostics([
        Diagnostic(.error, "cannot read '\(path)': \(systemMessage(errno))")
      ])
    }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
