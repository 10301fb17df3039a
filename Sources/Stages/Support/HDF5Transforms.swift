import Arithmetic
import Imaging
import Networks

/// Transforms in HDF5: composites of ITK and ANTs (`.h5`), and X5 of NiTransforms.
struct HDF5Transforms {
  /// From the fixed to the moving world.
  let world: Affine

  static func isHDF5(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A])
  }

  /// Whether a file holds transforms rather than weights.
  static func isTransform(_ path: String) -> Bool {
    guard path.hasSuffix(".h5") || path.hasSuffix(".hdf5"), let file = try? HDF5File(path) else {
      return false
    }
    return (try? file.members(of: group)).flatMap { $0 } != nil
  }

  private static let group = "TransformGroup"

  /// - Throws: `ModelError` or `ImageFileError` where it is damaged, or not affine.
  init(_ path: String) throws {
    let file = try HDF5File(path)
    guard let members = try file.members(of: Self.group) else {
      throw ImageFileError(
        path, "is an HDF5 file without a TransformGroup, so no transform of ITK or X5")
    }
    let numbered = members.compactMap { Int($0) }.sorted()
    guard numbered.count == members.count, !members.isEmpty else {
      throw ImageFileError(path, "has a TransformGroup whose members are not numbered")
    }
    let groups = numbered.map { "\(Self.group)/\($0)" }
    world =
      try file.text(attribute: "Format", of: "/") == "X5"
      ? Self.x5(file, groups, path) : Self.itk(file, groups, path)
  }

  private static func itk(_ file: HDF5File, _ groups: [String], _ path: String) throws -> Affine {
    var entries: [ITKTransform.Entry] = []
    for group in groups {
      guard let type = try file.text("\(group)/TransformType") else {
        throw ImageFileError(path, "has no TransformType in \(group)")
      }
      guard !type.hasPrefix("DisplacementField"), !type.contains("BSpline") else {
        throw ImageFileError(
          path,
          "is a composite of ITK with a \(type.split(separator: "_")[0]), so no affine transform; take its "
            + "parts: CompositeTransformUtil --disassemble \(path) part, or make one field of it: "
            + "antsApplyTransforms -d 3 -r FIXED -t \(path) -o [warp.nii.gz,1]")
      }
      var entry = ITKTransform.Entry(type: type, parameters: [], fixed: [])
      if !entry.isComposite {
        // Misspelt by old versions of ITK.
        for (name, old) in [("Parameters", "Paramters")] {
          func numbers(_ prefix: String) throws -> [Double] {
            let found = try file.numbers("\(group)/\(prefix)\(name)")
            return try (found ?? file.numbers("\(group)/\(prefix)\(old)"))?.values ?? []
          }
          entry.parameters = try numbers("Transform")
          entry.fixed = try numbers("TransformFixed")
        }
      }
      entries.append(entry)
    }
    return try ITKTransform(entries, path: path).world
  }

  private static func x5(_ file: HDF5File, _ groups: [String], _ path: String) throws -> Affine {
    guard groups.count == 1, let group = groups.first else {
      throw ImageFileError(path, "is an X5 file of \(groups.count) transforms; one is read")
    }
    let type = try file.text(attribute: "Type", of: group) ?? "none"
    guard type == "linear" else {
      throw ImageFileError(
        path,
        "is an X5 file of type '\(type)'; linear ones are read: write another as a field of ITK with "
          + "NiTransforms, load(…).to_filename('warp.nii.gz', fmt='itk')")
    }
    guard let matrix = try file.numbers("\(group)/Transform"),
      [[4, 4], [1, 4, 4]].contains(matrix.shape),
      Array(matrix.values.suffix(4)) == [0, 0, 0, 1]
    else { throw ImageFileError(path, "is an X5 file without one 4 × 4 matrix") }
    let world = Affine(rows: Array(matrix.values.prefix(12)))
    guard world.isInvertible else { throw ImageFileError(path, "its matrix has no inverse") }
    return world
  }
}
