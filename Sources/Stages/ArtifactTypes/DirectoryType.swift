import Arithmetic
import Files
import PipelineKit

/// A folder with all its files, as tools such as FreeSurfer give: data set `data` has the bytes of the
/// files one after another, `paths`, `sizes` and `modes` say whose they are. Outside stores it is a
/// `.tar` file.
enum DirectoryType: ArtifactTypeDefinition {
  static let type = ArtifactType("directory")

  static let endings = [".tar"]
  static let writtenEndings = endings

  static func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    try require(item.path, endsIn: endings)
    let bytes: [UInt8]
    do { bytes = try RegularFile(item.path).bytes() ?? [] } catch {
      throw StageError("\(item.path) \(error)")
    }
    do { return DirectoryContent(try TarFile.entries(of: bytes)).artifact } catch {
      throw StageError("\(item.path): \(error)")
    }
  }

  static func write(_ artifact: Artifact, to path: String, description: String) throws {
    let content = try DirectoryContent(from: artifact, named: path)
    try AtomicFile.write(TarFile.bytes(of: content.entries), to: path)
  }

  static func form(_ artifact: Artifact) -> String {
    let count = artifact[dataset: "sizes"]?.shape.first ?? 0
    return
      "directory, \(Counted.text(count, "file")), \(Counted.text(artifact.bytes.count, "byte"))"
  }

  private static let mostFiles = 40

  static func preview(_ artifact: Artifact) -> [PreviewPart] {
    guard let content = try? DirectoryContent(from: artifact, named: "the directory") else {
      return [.line("its list of files is damaged")]
    }
    let rows = content.entries.prefix(mostFiles).map { [$0.path, "\($0.bytes.count)"] }
    let table = PreviewPart.table(header: ["file", "bytes"], rows: rows, rightAligned: [1])
    let more = content.entries.count - mostFiles
    return more > 0
      ? [table, .line("… \(Counted.text(more, "file")) more; export the directory to see all")]
      : [table]
  }

  /// A list of files.
  static func content(_ artifact: Artifact) -> Value? {
    let entries = (try? DirectoryContent(from: artifact, named: "the directory"))?.entries ?? []
    return .list(
      entries.map { ["path": .string($0.path), "bytes": .integer($0.bytes.count)] })
  }
}

/// The files of a directory.
struct DirectoryContent {
  /// One file.
  struct Entry: Equatable {
    /// Within the directory.
    var path: String
    var bytes: ArraySlice<UInt8>
    var isExecutable: Bool
  }

  /// Sorted by path.
  var entries: [Entry]

  init(_ entries: [Entry]) { self.entries = entries.sorted { $0.path < $1.path } }

  /// Whether a path stays within the folder that it starts from.
  static func isInside(_ path: String) -> Bool {
    !path.isEmpty && !path.hasPrefix("/")
      && !path.split(separator: "/", omittingEmptySubsequences: false).contains {
        $0.isEmpty || $0 == "." || $0 == ".."
      }
  }
}

extension DirectoryContent: ArtifactDecodable, ArtifactEncodable {
  static var artifactTypes: [ArtifactType] { [DirectoryType.type] }

  init(from artifact: Artifact, named name: String) throws {
    guard case .string(let paths)? = artifact[dataset: "paths"],
      case .int64(let sizes)? = artifact[dataset: "sizes"],
      case .uint8(let modes)? = artifact[dataset: "modes"],
      case .uint8(let data)? = artifact[dataset: "data"],
      paths.values.count == sizes.values.count, modes.values.count == sizes.values.count,
      sizes.values.allSatisfy({ $0 >= 0 }),
      sizes.values.reduce(0, { $0 &+ Int($1) }) == data.values.count,
      paths.values.allSatisfy(Self.isInside)
    else { throw StageError("\(name) holds no directory") }
    entries = []
    var start = 0
    for (index, path) in paths.values.enumerated() {
      let end = start + Int(sizes.values[index])
      entries.append(
        Entry(
          path: path, bytes: data.values[start..<end], isExecutable: modes.values[index] != 0))
      start = end
    }
  }

  var artifact: Artifact {
    let count = entries.count
    var data: [UInt8] = []
    data.reserveCapacity(entries.reduce(0) { $0 + $1.bytes.count })
    for entry in entries { data += entry.bytes }
    return Artifact(
      type: DirectoryType.type,
      datasets: [
        Dataset("paths", .string(Tensor(shape: [count], values: entries.map(\.path)))),
        Dataset(
          "sizes", .int64(Tensor(shape: [count], values: entries.map { Int64($0.bytes.count) }))),
        Dataset(
          "modes", .uint8(Tensor(shape: [count], values: entries.map { $0.isExecutable ? 1 : 0 }))),
        Dataset("data", .uint8(Tensor(shape: [data.count], values: data))),
      ])
  }
}
