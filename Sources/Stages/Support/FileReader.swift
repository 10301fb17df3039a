import Arithmetic
import Glibc
import Imaging
import Networks
public import PipelineKit

/// Reads source files into artifacts, and writes artifacts into files.
///
/// | type | reads | writes |
/// |---|---|---|
/// | volume, labels | `.nii`, `.nii.gz`, `.hdr`/`.img` (NIfTI, ANALYZE 7.5, SPM2), `.mgh`, `.mgz` | `.nii`, `.nii.gz`, `.mgh`, `.mgz` |
/// | field | `.nii`, `.nii.gz`: displacements as ITK and ANTs keep them | the same |
/// | affine | what `TransformReader` knows | `.mat`, `.txt`: four rows of four numbers; `.tfm`, `.lta`, `.xfm` |
/// | table | `.tsv`, `.csv` | the same |
/// | model | `.pkl`, `.pt`, `.pth`, `.safetensors`, `.h5`, `.hdf5` | `.safetensors` |
/// | record | `.json` | `.json`; `.html` where it holds a document, `.stats` where statistics |
public struct FileReader: SourceReader {
  public let version = 2

  public init() {}

  public var options: [SourceOption] { Self.imageOptions + TransformReader.options }

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
      return try explaining { try readImage(item, warn) }
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
      guard endings(for: .field).contains(where: path.lowercased().hasSuffix) else {
        if let advice = ImageFile.fieldAdvice(path) { throw StageError(advice) }
        throw Self.unsuitable(path, type, endings(for: type))
      }
      let (vectors, geometry) = try explaining {
        try NIfTI.readDisplacements(path, ImageOptions(item))
      }
      for warning in geometry.warnings { warn("\(Self.name(path)): \(warning)") }
      return .displacement(
        Displacement(vectors: vectors),
        on: Grid(
          shape: Array(vectors.shape.prefix(3)), affine: geometry.affine, space: geometry.space))
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

  public func write(_ artifact: Artifact, to path: String, description: String) throws {
    let accepted = endings(for: artifact.type)
    guard accepted.contains(where: path.lowercased().hasSuffix) else {
      throw Self.unsuitable(path, artifact.type, accepted)
    }
    switch artifact.type {
    case .volume, .labels:
      try explaining { try writeImage(artifact, to: path, description) }
    case .field:
      let (vectors, grid) = try artifact.displacements(name: path)
      try explaining {
        try NIfTI.write(
          displacements: vectors, grid.affine, space: grid.space, to: path, description: description
        )
      }
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

  private func readImage(_ item: SourceItem, _ warn: (String) -> Void) throws -> Artifact {
    if item.type == .labels {
      let (labels, warnings) = try ImageFile.readLabels(item.path, ImageOptions(item))
      for warning in warnings { warn("\(Self.name(item.path)): \(warning)") }
      return .labels(labels)
    }
    let image = try ImageFile.read(item.path, ImageOptions(item))
    for warning in image.warnings { warn("\(Self.name(item.path)): \(warning)") }
    // Integers that were not scaled keep their type, so that stages can tell them from intensities.
    let format: VoxelFormat =
      switch image.type {
      case _ where image.scaling != nil: .own
      case .uint8: .uint8
      case .int8, .int16: .int16
      case .uint16, .int32: .int32
      default: .own
      }
    var artifact = Artifact.volume(image.volume, as: format)
    if let sizes = image.contradictingSizes {
      artifact.attributes.append(.init("pixdim", .list(sizes.map { .number($0) })))
    }
    return artifact
  }

  private func writeImage(_ artifact: Artifact, to path: String, _ description: String) throws {
    if artifact.type == .labels {
      return try ImageFile.write(
        artifact.labels(name: path), to: path, description: description)
    }
    let type: VoxelType? =
      switch artifact[dataset: "data"] {
      case .uint8?: .uint8
      case .int16?: .int16
      case .int32?: .int32
      default: nil
      }
    try ImageFile.write(
      artifact.volume(name: path), to: path, as: type, description: description)
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

  private static let imageOptions = [
    SourceOption(
      "geometry", .choice(ImageGeometry.Matrix.allCases.map(\.rawValue)),
      suits: [.volume, .labels, .field],
      "The matrix of a NIfTI file that counts, where its sform and its qform differ; the sform "
        + "otherwise."),
    SourceOption(
      "volume", .integer(minimum: 0), suits: [.volume, .labels],
      "The volume to take of a file that has several, from 0, as nibabel, FSL and AFNI count."),
  ]

  private static let endings: [(ending: String, type: ArtifactType)] = [
    (".tsv", .table), (".csv", .table), (".json", .record),
  ]

  /// A file's name without its folder.
  private static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

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

extension ImageOptions {
  /// What the manifest says about how an image is to be read.
  fileprivate init(_ item: SourceItem) {
    self.init(
      matrix: item.text("geometry").flatMap { .init(rawValue: $0) }, volume: item.integer("volume"))
  }
}
