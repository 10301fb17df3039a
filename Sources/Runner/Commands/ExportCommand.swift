import ArgumentParser
import PipelineKit
import Stages

/// `lastbit export`: outputs out of the store, as files that other programs read.
struct ExportCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a result as a file: .nii.gz, .mgz, .tsv, .json, .txt, … by its ending.",
    discussion: """
      Tables of several jobs become one table, with a column for each axis. $axis in the file's name \
      makes one file for each value along that axis; quote it, so that the shell leaves it alone.
      Transforms leave as four rows of four numbers between worlds (.txt, .mat), ITK (.tfm), FreeSurfer \
      (.lta) or MNI (.xfm), by their ending, or as --as says: a matrix of FSL's FLIRT needs both images.

      Examples:
        lastbit export bits.summary tables/all.tsv
        lastbit export conformed 'images/$subject.nii.gz' --sidecar
        lastbit export aligned.transform t.lta --moving t1.nii --fixed mni.nii
      """)

  @Argument(help: "stage, stage[axis=value].port, or the first letters of a key and .port.")
  var selection: Selection

  @Argument(help: "The file to write; folders above it are made.", completion: .file())
  var path: String

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Format of a transform: \(TransformExport.formats.joined(separator: ", ")).",
      valueName: "format"),
    completion: .list(TransformExport.formats))
  var format: String?

  @Option(
    help: ArgumentHelp("The moving image, for flirt and lta.", valueName: "image"),
    completion: .file())
  var moving: String?

  @Option(
    help: ArgumentHelp("The fixed image, for flirt and lta.", valueName: "image"),
    completion: .file())
  var fixed: String?

  @Option(
    help: ArgumentHelp(
      "Name, file or id of the manifest, where several ran.", valueName: "manifest"))
  var manifest: String?

  @Flag(help: "Replace files that lastbit did not write, or that changed since.")
  var overwrite = false

  @Flag(help: "Write a JSON file beside each that says where it comes from.")
  var sidecar = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let store = try store.open()
    let results = try selection.results(in: store, manifest: manifest)
    let exporter = try ResultExporter(
      results, selection: selection, path: path, sidecar: sidecar, in: store)
    try exporter.check(reading: [moving, fixed].compactMap(\.self), overwrites: overwrite)
    var transform: TransformExport?
    if format != nil || moving != nil || fixed != nil {
      transform = try TransformExport(as: format, moving: moving, fixed: fixed, path: path)
    }
    let files = try exporter.write(transform: transform)
    if output.json {
      let values = files.map(\.value)
      Terminal.printResult(json: values.count == 1 ? values[0] : .list(values))
    } else {
      for file in files { Terminal.printResult(file.text) }
    }
    return .done
  }
}
