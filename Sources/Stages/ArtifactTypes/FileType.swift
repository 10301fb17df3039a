import Arithmetic
import Files
import PipelineKit

/// Any one file, of whatever format: its bytes, and the ending of its name.
enum FileType: ArtifactTypeDefinition {
  static let type = ArtifactType("file")

  static func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    let bytes: [UInt8]
    do { bytes = try RegularFile(item.path).bytes() ?? [] } catch {
      throw StageError("\(item.path) \(error)")
    }
    return .file(bytes, ending: ending(of: item.fileName))
  }

  /// The ending of a file's name, from its last dot; `.nii.gz` and the like whole.
  static func ending(of name: String) -> String {
    guard let dot = name.dropFirst().lastIndex(of: ".") else { return "" }
    let ending = String(name[dot...])
    let packed = [".gz", ".xz", ".bz2", ".zst"]
    guard packed.contains(ending), let before = name[..<dot].dropFirst().lastIndex(of: ".") else {
      return ending
    }
    return String(name[before...])
  }

  /// Any: what it holds is the tool's affair.
  static let writtenEndings = [""]

  static func write(_ artifact: Artifact, to path: String, description: String) throws {
    try AtomicFile.write(artifact.bytes, to: path)
  }

  private static let mostLines = 40

  /// The first lines of a text.
  static func preview(_ artifact: Artifact) -> [PreviewPart] {
    let bytes = artifact.bytes
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      return [.line("\(Counted.text(bytes.count, "byte")); export the file to see them")]
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let shown = lines.prefix(mostLines).map { PreviewPart.line(String($0.prefix(200))) }
    return lines.count > mostLines
      ? shown + [.line("… \(lines.count - mostLines) more lines; export the file to see all")]
      : shown
  }
}

extension Artifact {
  /// A file.
  static func file(_ bytes: [UInt8], ending: String) -> Artifact {
    Artifact(
      type: FileType.type,
      datasets: [Dataset("data", .uint8(Tensor(shape: [bytes.count], values: bytes)))],
      attributes: [.init("ending", .string(ending))])
  }

  /// The bytes of a file, or of all files of a directory.
  var bytes: [UInt8] {
    if case .uint8(let tensor)? = self[dataset: "data"] { tensor.values } else { [] }
  }
}
