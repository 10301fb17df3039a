import Arithmetic
import Glibc
import Imaging
import Networks
public import PipelineKit

/// Reads source files into artifacts, and writes artifacts into files.
///
/// | type | reads | writes |
/// |---|---|---|
/// | volume, labels | `.nii`, `.nii.gz`, `.hdr`/`.img`, `.mgh`, `.mgz` | `.nii`, `.nii.gz`, `.mgh`, `.mgz` |
/// | field | `.nii`, `.nii.gz`: displacements as ITK and ANTs keep them | the same |
/// | affine | what `TransformReader` knows | `.mat`, `.txt`: four rows of four numbers; `.tfm`, `.lta`, `.xfm` |
/// | table | `.tsv`, `.csv` | the same |
/// | model | `.pkl`, `.pt`, `.pth`, `.safetensors`, `.h5`, `.hdf5` | `.safetensors` |
/// | record | `.json` | `.json`; `.html` where it holds a document, `.stats` where statistics |
public struct FileReader: SourceReader {
  public let version = 1

  public init() {}

  public var options: [SourceOption] { TransformReader.options }

  public func type(ofFile path: String) -> ArtifactType? {
    if ImageFile.isImage(path) { return .volume }
    if ModelFile.endings.contains(where: path.hasSuffix) { return .model }
    if TransformReader.endings.contains(where: path.hasSuffix) { return .affine }
    return Self.endings.first { path.hasSuffix($0.ending) }?.type
  }

  public func files(of item: SourceItem) -> [String] {
    switch item.type {
    case .volume, .labels: ImageFile.files(of: item.path)
    case .affine: [item.path] + TransformReader.images(of: item)
    default: [item.path]
    }
  }

  public func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    let (path, type) = (item.path, item.type)
    switch type {
    case .volume, .labels:
      guard ImageFile.isImage(path) else { throw Self.unsuitable(path, type, ImageFile.endings) }
      return try explaining { try readImage(path, as: type) }
    case .affine: return try TransformReader(item: item).read()
    case .table, .record:
      guard self.type(ofFile: path) == type else {
        throw Self.unsuitable(path, type, endings(for: type))
      }
      let text = try TextFile.read(path)
      return switch type {
      case .table:
        .table(try DelimitedText.parse(text, separator: Self.separator(path), file: path))
      default: .record(try record(text, path))
      }
    case .model:
      guard !HDF5Transforms.isTransform(path) else {
        throw StageError("\(path): is a transform in HDF5, not a model: add 'type: affine'")
      }
      return try explaining {
        .model(try ModelFile.read(path), source: try SourceDigest.sha256(path))
      }
    case .field:
      guard endings(for: .field).contains(where: path.hasSuffix) else {
        if let advice = ImageFile.fieldAdvice(path) { throw StageError(advice) }
        throw Self.unsuitable(path, type, endings(for: type))
      }
      let (vectors, affine) = try explaining { try NIfTI.readDisplacements(path) }
      return .displacement(Displacement(vectors: vectors), affine)
    }
  }

  public func endings(for type: ArtifactType) -> [String] {
    switch type {
    case .volume, .labels: [".nii.gz", ".nii", ".mgz", ".mgh"]
    case .affine: TransformExport.endings.map(\.ending)
    case .table, .record:
      Self.endings.filter { $0.type == type }.map(\.ending)
        + (type == .record ? [".html", ".stats"] : [])
    case .model: [".safetensors"]
    case .field: [".nii.gz", ".nii"]
    }
  }

  public func write(_ artifact: Artifact, to path: String) throws {
    let accepted = endings(for: artifact.type)
    guard accepted.contains(where: path.hasSuffix) else {
      throw Self.unsuitable(path, artifact.type, accepted)
    }
    switch artifact.type {
    case .volume, .labels:
      try explaining { try writeImage(artifact, to: path) }
    case .field:
      let (vectors, grid) = try artifact.displacements(name: path)
      try explaining { try NIfTI.write(displacements: vectors, grid.affine, to: path) }
    case .affine:
      try TransformExport(as: nil, moving: nil, fixed: nil, path: path).write(artifact, to: path)
    case .model:
      try explaining { try artifact.weights().writeSafetensors(to: path) }
    case .table:
      let text = DelimitedText.write(try artifact.table(), separator: Self.separator(path))
      try TextFile.write(text, to: path)
    default: try TextFile.write(recordText(artifact, path), to: path)
    }
  }

  /// - Throws: `StageError` in place of errors of files of images and weights; others as they are.
  private func explaining<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as ImageFileError {
      throw StageError(error.description)
    } catch let error as ModelError {
      throw StageError(error.description)
    }
  }

  private func readImage(_ path: String, as type: ArtifactType) throws -> Artifact {
    if type == .labels { return .labels(try ImageFile.readLabels(path)) }
    let image = try ImageFile.read(path)
    // Integers that were not scaled keep their type, so that stages can tell them from intensities.
    let format: VoxelFormat =
      switch image.type {
      case .uint8 where !image.isScaled: .uint8
      case .int8 where !image.isScaled, .int16 where !image.isScaled: .int16
      case .uint16 where !image.isScaled, .int32 where !image.isScaled: .int32
      default: .own
      }
    var artifact = Artifact.volume(image.volume, as: format)
    if let qform = contradictingQform(image.header) {
      artifact.attributes.append(.init("qform", .affine(qform)))
    }
    return artifact
  }

  /// The qform of a NIfTI header whose sform says something else; preprocess/conform believes it.
  private func contradictingQform(_ header: NIfTIHeader?) -> Affine? {
    guard let qform = header?.qform?.affine, let sform = header?.sform?.affine,
      zip(qform.rows, sform.rows).contains(where: { abs($0 - $1) > 1e-3 })
    else { return nil }
    return qform
  }

  private func writeImage(_ artifact: Artifact, to path: String) throws {
    if artifact.type == .labels {
      return try ImageFile.write(artifact.labels(name: path), to: path)
    }
    let type: VoxelType? =
      switch artifact[dataset: "data"] {
      case .uint8?: .uint8
      case .int16?: .int16
      case .int32?: .int32
      default: nil
      }
    try ImageFile.write(artifact.volume(name: path), to: path, as: type)
  }

  private func record(_ text: String, _ path: String) throws -> Value {
    do { return try Value(json: text) } catch {
      throw StageError("\(path) is not JSON: \(error)")
    }
  }

  private func recordText(_ artifact: Artifact, _ path: String) throws -> String {
    let content = artifact[attribute: "content"] ?? .null
    if path.hasSuffix(".stats") {
      guard let statistics = StatisticsText(content) else {
        throw StageError(
          "\(path): the record holds no statistics of a segmentation; export it as .json")
      }
      return statistics.text
    }
    guard path.hasSuffix(".html") else { return content.indentedJSON() + "\n" }
    guard let document = Document(content) else {
      throw StageError("\(path): the record holds no HTML document; export it as .json")
    }
    return document.html
  }

  private static let endings: [(ending: String, type: ArtifactType)] = [
    (".tsv", .table), (".csv", .table), (".json", .record),
  ]

  private static func separator(_ path: String) -> Unicode.Scalar {
    path.hasSuffix(".csv") ? "," : "\t"
  }

  private static func unsuitable(
    _ path: String, _ type: ArtifactType, _ endings: [String]
  ) -> StageError {
    endings.isEmpty
      ? StageError("\(path): there is no file format for type \(type.rawValue)")
      : StageError(
        "\(path): files of type \(type.rawValue) end in \(endings.joined(separator: ", "))")
  }
}
