import Arithmetic
public import Imaging
public import PipelineKit

extension ArtifactType {
  /// Intensities on a grid: data set `data`, shape `[X, Y, Z]`; attributes `affine`, the 4 × 4 matrix
  /// from voxel indices to millimetres, and, where it is not `aligned`, `space`.
  public static let volume = ArtifactType("volume")
}

enum VolumeType: ComparableType {
  static let type = ArtifactType.volume

  static let options = [
    SourceOption(
      "geometry", .choice(ImageGeometry.Matrix.allCases.map(\.rawValue)),
      suits: [.volume, .labels, .field],
      "The matrix of a NIfTI file that counts, where its sform and its qform differ; the sform "
        + "otherwise."),
    SourceOption(
      "volume", .integer(minimum: 0), suits: [.volume, .labels],
      "The volume to take of a file that has several, from 0, as nibabel, FSL and AFNI count."),
  ]

  static let endings = ImageFile.endings
  static func claims(_ path: String) -> Bool { ImageFile.isImage(path) }
  static func files(of item: SourceItem) -> [String] { ImageFile.files(of: item.path) }

  static func inspect(_ item: SourceItem) throws -> SourceGrid? {
    try ImageFile.sourceGrid(item)
  }

  static func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    try require(item.path, endsIn: ImageFile.endings, ignoringCase: true)
    let image = try explainingFiles { try ImageFile.read(item.path, ImageOptions(item)) }
    for warning in image.warnings { warn("\(item.fileName): \(warning)") }
    // Integers that were not scaled keep their type, so that stages can tell them from intensities.
    let format: VoxelFormat =
      switch image.type {
      case _ where image.scaling != nil: .own
      case .uint8: .uint8
      case .int8, .int16: .int16
      case .uint16, .int32: .int32
      default: .own
      }
    return StoredVolume(
      image.volume, as: format, contradictingSizes: image.contradictingSizes
    ).artifact
  }

  static let writtenEndings = [".nii.gz", ".nii", ".mgz", ".mgh"]

  static func write(_ artifact: Artifact, to path: String, description: String) throws {
    let stored = try StoredVolume(from: artifact, named: path)
    let type: VoxelType? =
      switch stored.format {
      case .own: nil
      case .uint8: .uint8
      case .int16: .int16
      case .int32: .int32
      }
    try explainingFiles {
      try ImageFile.write(stored.volume, to: path, as: type, description: description)
    }
  }

  static let bitsType = ArtifactType.volume

  static func sample(_ artifact: Artifact, name: String, rowCount: Int?) throws -> SampleValues {
    let (grid, elements) = try voxels(of: artifact, name: name, rowCount: rowCount)
    return SampleValues(form: Form(voxels: grid), elements: elements)
  }

  /// Numbers at voxels, and their grid.
  static func voxels(
    of artifact: Artifact, name: String, rowCount: Int?
  ) throws -> (Grid, DatasetElements) {
    var grid = try Grid(of: artifact, name: name)
    if let rowCount { grid.shape[0] = rowCount }
    guard let elements = artifact[dataset: "data"], elements.areNumbers else {
      throw StageError("\(name) has no voxels that are numbers")
    }
    return (grid, elements)
  }

  /// A map of bits.
  static func map(ofBits bits: [Double], on grid: Grid, precision: Int) -> Artifact {
    let data: DatasetElements =
      precision == 24
      ? .float32(Tensor(shape: grid.shape, values: bits.map { Float($0) }))
      : .float64(Tensor(shape: grid.shape, values: bits))
    return Artifact(
      type: .volume, datasets: [Dataset("data", data)],
      attributes: grid.attributes + [.init("description", "significant bits")])
  }

  private struct Form: SampleForm {
    let voxels: Grid
    var grid: Grid? { voxels }

    func requireSame(as other: any SampleForm, name: String, otherName: String) throws {
      guard let other = other as? Form else { throw mismatch(name, otherName) }
      try voxels.requireSame(as: other.voxels, name: name, otherName: otherName)
    }

    func artifact(ofBits bits: [Double], reference: [Double], precision: Int) -> Artifact {
      VolumeType.map(ofBits: bits, on: voxels, precision: precision)
    }
  }
}

extension Artifact {
  /// A volume: data set `data`, attributes `affine` and, where it is not `aligned`, `space`.
  ///
  /// - Parameter type: how voxels are kept. Integer types hold whole numbers in their range.
  /// - Precondition: the voxels fit `type`.
  static func volume(_ volume: Volume, as type: VoxelFormat? = nil) -> Artifact {
    Artifact(
      type: .volume, datasets: [Dataset("data", DatasetElements(volume.voxels, as: type ?? .own))],
      attributes: volume.grid.attributes)
  }

  /// The intensities of a volume or labels: binary32 where it holds every value of the stored type
  /// exactly, else binary64.
  ///
  /// - Throws: `StageError` where this is not a volume or labels.
  func volume(name: String) throws -> Volume {
    let grid = try Grid(of: self, name: name)
    guard let voxels = self[dataset: "data"]?.reals else {
      throw StageError("\(name) has no voxels that are numbers")
    }
    guard voxels.shape.count == 3 else {
      throw StageError("\(name) has \(voxels.shape.count) dimensions, where three were expected")
    }
    return Volume(voxels: voxels, on: grid)
  }
}

extension Volume: ArtifactDecodable, ArtifactEncodable {
  public static var artifactTypes: [ArtifactType] { [.volume] }
  public init(from artifact: Artifact, named name: String) throws {
    self = try artifact.volume(name: name)
  }
  public var artifact: Artifact { .volume(self) }
}

/// A volume together with how its voxels are kept, and what its file says against its matrix.
struct StoredVolume: ArtifactDecodable, ArtifactEncodable {
  static let artifactTypes = [ArtifactType.volume]

  let volume: Volume
  let format: VoxelFormat
  /// The voxel sizes of the file's header, where its matrix has others: attribute `pixdim`.
  let contradictingSizes: [Double]?

  init(_ volume: Volume, as format: VoxelFormat, contradictingSizes: [Double]? = nil) {
    self.volume = volume
    self.format = format
    self.contradictingSizes = contradictingSizes
  }

  init(from artifact: Artifact, named name: String) throws {
    volume = try artifact.volume(name: name)
    format = VoxelFormat(of: artifact)
    guard case .list(let sizes)? = artifact[attribute: "pixdim"] else {
      contradictingSizes = nil
      return
    }
    contradictingSizes = sizes.compactMap(\.double)
  }

  var artifact: Artifact {
    var artifact = Artifact.volume(volume, as: format)
    if let contradictingSizes {
      artifact.attributes.append(.init("pixdim", .list(contradictingSizes.map { .number($0) })))
    }
    return artifact
  }

  /// Checks that nothing contradicts the size of its voxels.
  ///
  /// - Throws: `StageError` where the file's header has other voxel sizes than its matrix, and nobody
  ///   has said which are right: a brain could come out many times too small.
  func requireUndisputedSizes(name: String) throws {
    guard let contradictingSizes else { return }
    func text(_ sizes: [Double]) -> String { sizes.map { "\(Float($0))" }.joined(separator: " × ") }
    throw StageError(
      "\(name): the header of its file gives voxel sizes of \(text(contradictingSizes)) mm "
        + "(pixdim), and its matrix (sform) \(text(volume.affine.voxelSizes)) mm; correct the header, or "
        + "say 'geometry: sform' in its source where the matrix is right")
  }
}
