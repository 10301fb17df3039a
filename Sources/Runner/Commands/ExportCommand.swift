import ArgumentParser
import PipelineKit

/// `lastbit export`: one output out of the store, as a file that other programs read.
struct ExportCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a result as a file: .nii.gz, .mgz, .tsv, .json, .txt, … by its ending.")

  @Argument(help: "stage, stage[axis=value].port, or the first letters of a key and .port.")
  var selection: Selection

  @Argument(help: "The file to write.", completion: .file())
  var path: String

  @Option(help: ArgumentHelp("Name of the manifest, where several ran.", valueName: "name"))
  var manifest: String?

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let store = try store.open()
    let result = try selection.result(in: store, manifest: manifest)
    guard let stored = try store.lookUp(result.key) else {
      throw RunnerError("the result of \(result.title) is no longer in the store; run it again")
    }
    let ports = stored.digests.keys.sorted()
    guard let port = selection.port ?? (ports.count == 1 ? ports.first : nil),
      let digest = stored.digests[port]
    else {
      throw Diagnostics([
        Diagnostic(
          .error,
          selection.port.map { "\(result.title) has no output '\($0)'" }
            ?? "\(result.title) has more than one output",
          hint: "write \(ports.map { "\(selection.name).\($0)" }.joined(separator: " or "))")
      ])
    }
    let reader = StageCatalog.standard.reader
    try reader.write(try store.load(result.key, port: port), to: path)
    if output.json {
      Terminal.printResult(
        json: [
          "path": .string(path), "key": .string("\(result.key)"), "port": .string(port),
          "digest": .string(digest.hex),
        ])
    } else {
      Terminal.printResult("\(path): \(result.title), output \(port), digest \(digest.hex)")
    }
    return .done
  }
}
