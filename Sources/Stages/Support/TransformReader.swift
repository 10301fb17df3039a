import Imaging
import Networks
import PipelineKit

/// Reads affine transforms of whatever program wrote them, recognised by what the file holds.
///
/// Four rows of four numbers are a matrix between worlds or one of FSL's FLIRT, which text alone does
/// not tell: `.txt` is between worlds, and of `.mat`, FLIRT's usual ending, the source has to say it.
struct TransformReader {
  static let options = [
    SourceOption(
      "convention", .choice(["world", "flirt"] + FieldConvention.allCases.map(\.rawValue)),
      suits: [.affine, .field],
      "Of an affine transform, what four rows of four numbers are: `world`, from the fixed to the moving "
        + "world, in millimetres right-anterior-superior, as lastbit, NiftyReg and greedy write them; "
        + "`flirt`, a matrix of FSL's FLIRT, which needs `moving` and `fixed`. `.txt` is `world` otherwise; "
        + "`.mat` has to say it. Of a field: `itk` (the default), or `fsl-relative` or `fsl-absolute`, a "
        + "field of FSL's fnirt that holds displacements or positions, which needs `moving`."
    ),
    SourceOption(
      "moving", .path, suits: [.affine, .field],
      "For a matrix of FLIRT or a field of FSL: the image that it moves (`-in`), a path or another "
        + "source."),
    SourceOption(
      "fixed", .path, suits: [.affine],
      "For a matrix of FLIRT: the image that it moves it onto (`-ref`), a path or another source."),
  ]

  /// Endings of names that are transforms whatever the manifest says; `.h5` needs `type: affine`.
  static let endings = [".txt", ".mat", ".tfm", ".xfm", ".lta", ".x5"]
  /// Endings that can hold one.
  static let readable = endings + [".h5", ".hdf5"]

  /// The images that give a matrix of FLIRT its place.
  static func images(of item: SourceItem) -> [String] {
    ["moving", "fixed"].compactMap { item.text($0) }.flatMap { ImageFile.files(of: $0) }
  }

  let item: SourceItem
  private var path: String { item.path }

  /// - Throws: `StageError` where it is no affine transform that is read, naming what it is and how to
  ///   convert it.
  func read() throws -> Artifact {
    guard Self.readable.contains(where: path.hasSuffix) else {
      throw StageError(
        "\(path): files of type affine end in \(Self.readable.joined(separator: ", "))")
    }
    let bytes = try TextFile.bytes(path)
    if HDF5Transforms.isHDF5(bytes) { return try hdf5() }
    let file = try explainingFiles { try TransformFile(bytes, path: path) }
    guard let format = file.format else { return try plain(file) }
    try refuseOptions("the file says itself that it is \(format.name)")
    return .affine(file.affine, isReversed: format.goesForward)
  }

  private func hdf5() throws -> Artifact {
    try refuseOptions("the file says itself what it is")
    return .affine(try explainingFiles { try HDF5Transforms(path).world })
  }

  /// Four rows of four numbers.
  private func plain(_ file: TransformFile) throws -> Artifact {
    let images = (moving: item.text("moving"), fixed: item.text("fixed"))
    let hasImages = images.moving != nil || images.fixed != nil
    switch item.text("convention") {
    case "world":
      guard !hasImages else {
        throw StageError(
          "\(path): 'moving' and 'fixed' go with 'convention: flirt'; leave them out")
      }
      return .affine(file.affine)
    case let other? where other != "flirt":
      throw StageError(
        "\(path): '\(other)' is a convention of fields; those of affine transforms are 'world', 'flirt'"
      )
    case nil where !hasImages:
      guard !path.hasSuffix(".mat"), !file.looksLikeFSL else {
        throw StageError(
          "\(path): four rows of four numbers may be a matrix of FSL's FLIRT or one between worlds, and "
            + "the file does not tell; say it in the source: {file: …, convention: flirt, moving: …, "
            + "fixed: …} with the two images, or {file: …, convention: world}")
      }
      return .affine(file.affine)
    default:
      guard let moving = images.moving, let fixed = images.fixed else {
        throw StageError(
          "\(path): a matrix of FLIRT has its place only with both images: give the source 'moving', "
            + "FLIRT's -in, and 'fixed', its -ref")
      }
      let grids = try explainingFiles {
        (try ImageFile.grid(of: moving), try ImageFile.grid(of: fixed))
      }
      guard let world = FLIRTMatrix.world(file.affine, moving: grids.0, fixed: grids.1) else {
        throw StageError("\(path): the matrix has no inverse")
      }
      return .affine(world, isReversed: true)
    }
  }

  private func refuseOptions(_ reason: String) throws {
    let names = Self.options.map(\.name).filter { item.options[$0] != nil }
    guard names.isEmpty else {
      throw StageError(
        "\(path): \(reason); leave out \(names.map { "'\($0)'" }.joined(separator: ", "))")
    }
  }
}
