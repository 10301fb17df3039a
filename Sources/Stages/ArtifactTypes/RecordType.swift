public import PipelineKit

/// A tree of small values: attribute `content`.
enum RecordType: ArtifactTypeDefinition {
  static let type = ArtifactType.record

  static let endings = [".json"]

  static let hasNoHeader = true

  static func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    try require(item.path, endsIn: endings)
    let text = try TextFile.read(item.path)
    do { return .record(try Value(json: text)) } catch {
      throw StageError("\(item.path) is not JSON: \(error)")
    }
  }

  /// Records that are files of other programs too.
  private static let files: [any RecordFile.Type] = [
    Document.self, StatisticsText.self, Drawing.self, DrawnPicture.self,
  ]

  static let writtenEndings = endings + files.map { $0.ending }

  static func write(_ artifact: Artifact, to path: String, description: String) throws {
    let content = artifact[attribute: "content"] ?? .null
    guard let kind = files.first(where: { path.hasSuffix($0.ending) }) else {
      return try TextFile.write(content.indentedJSON() + "\n", to: path)
    }
    guard let file = kind.init(content) else {
      throw StageError("\(path): the record holds no \(kind.what); export it as .json")
    }
    try TextFile.write(try file.bytes(), to: path)
  }

  static let isSmall = true

  static func preview(_ artifact: Artifact) -> [PreviewPart] {
    let text = (artifact[attribute: "content"] ?? .null).indentedJSON()
    return [
      .line(text.count > 4000 ? text.prefix(4000) + "\n… export the record to see all" : text)
    ]
  }

  static func content(_ artifact: Artifact) -> Value? { artifact[attribute: "content"] ?? .null }
}

extension Value: ArtifactDecodable, ArtifactEncodable {
  public static var artifactTypes: [ArtifactType] { [.record] }
  public init(from artifact: Artifact, named name: String) throws {
    self = artifact[attribute: "content"] ?? .null
  }
  public var artifact: Artifact { .record(self) }
}

/// A record that is written as a file of its own kind as well as JSON.
protocol RecordFile: ArtifactEncodable {
  /// What the names of such files end in.
  static var ending: String { get }
  /// How an error names it.
  static var what: String { get }
  /// What the content of a record holds, where it holds one.
  init?(_ content: Value)
  /// The content of the record.
  var content: Value { get }
  /// The whole file, or what it is made from.
  var text: String { get }
  /// The bytes of the whole file.
  ///
  /// - Throws: `StageError` where this machine cannot make it.
  func bytes() throws -> [UInt8]
}

extension RecordFile {
  static var artifactTypes: [ArtifactType] { [.record] }
  var artifact: Artifact { .record(content) }
  func bytes() throws -> [UInt8] { Array(text.utf8) }
}
