import Imaging
public import PipelineKit

/// Writes an affine transform in the format of another program.
public struct TransformExport: Sendable {
  /// Names of the formats: `world`, `itk`, `flirt`, `lta`, `xfm`.
  public static let formats = TransformFormat.allCases.filter { $0 != .x5 }.map(\.rawValue)

  private let format: TransformFormat
  private let moving: (grid: Grid, file: String)?
  private let fixed: (grid: Grid, file: String)?

  /// - Parameters:
  ///   - format: one of `formats`; by default as the ending of the name says.
  ///   - moving: the moving image's file, for `flirt` and `lta`.
  ///   - fixed: the fixed image's file.
  /// - Throws: `StageError` where the format is not known or needs images that are not given, or an
  ///   image cannot be read.
  public init(as format: String?, moving: String?, fixed: String?, path: String) throws {
    let known = "formats are \(Self.formats.joined(separator: ", "))"
    let chosen = format.map { TransformFormat(rawValue: $0) } ?? Self.format(of: path)
    guard let chosen, chosen != .x5 else {
      throw StageError("'\(format ?? path)' is no format of transforms that is written; \(known)")
    }
    guard chosen != .flirt || (moving != nil && fixed != nil) else {
      throw StageError(
        "a matrix of FLIRT has its place only with both images: add --moving IMAGE --fixed IMAGE")
    }
    guard chosen == .flirt || chosen == .lta || (moving == nil && fixed == nil) else {
      throw StageError("\(chosen.name) needs no images: leave out --moving and --fixed")
    }
    self.format = chosen
    do {
      self.moving = try moving.map { (try ImageFile.grid(of: $0), $0) }
      self.fixed = try fixed.map { (try ImageFile.grid(of: $0), $0) }
    } catch let error as ImageFileError { throw StageError(error.description) }
  }

  /// - Throws: `StageError` where the artifact is no affine, or the file cannot be written.
  public func write(_ artifact: Artifact, to path: String) throws {
    let world = try artifact.affine(name: path)
    do {
      try TextFile.write(
        TransformFile.bytes(of: world, as: format, path: path, moving: moving, fixed: fixed),
        to: path)
    } catch let error as ImageFileError { throw StageError(error.description) }
  }

  /// The format that the ending of a name says; `nil` where it says none.
  static func format(of path: String) -> TransformFormat? {
    endings.first { path.hasSuffix($0.ending) }?.format
  }

  /// Endings of files that are written.
  static let endings: [(ending: String, format: TransformFormat)] = [
    (".mat", .world), (".txt", .world), (".tfm", .itk), (".lta", .lta), (".xfm", .xfm),
  ]
}
