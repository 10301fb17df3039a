/// Affine transforms of ITK, from the fixed to the moving world, left-posterior-superior.
///
/// Source: the classes of ITK 5 (Modules/Core/Transform); point p goes to M (p − c) + c + t.
public struct ITKTransform: Sendable {
  /// The same from right-anterior-superior to right-anterior-superior.
  public let world: Affine

  /// A transform as files list it.
  public struct Entry: Sendable {
    /// `AffineTransform_double_3_3`.
    public var type: String
    public var parameters: [Double]
    public var fixed: [Double]

    public init(type: String, parameters: [Double], fixed: [Double]) {
      (self.type, self.parameters, self.fixed) = (type, parameters, fixed)
    }

    /// Whether its parameters are those of a composite's parts, not its own.
    public var isComposite: Bool { type.hasPrefix("CompositeTransform_") }
  }

  /// From an Insight Transform File.
  init(_ lines: TransformLines) throws(ImageFileError) {
    var entries: [Entry] = []
    for line in lines.content {
      guard let (key, value) = TransformLines.pair(line.text, ":") else {
        throw lines.error(line, "'\(line.text)' is no line of an Insight Transform File")
      }
      if key == "Transform" {
        entries.append(Entry(type: value, parameters: [], fixed: []))
        continue
      }
      guard !entries.isEmpty, key == "Parameters" || key == "FixedParameters" else {
        throw lines.error(line, "'\(key)' is not expected here in an Insight Transform File")
      }
      let numbers = try lines.numbers(value.split(whereSeparator: \.isWhitespace), line)
      if key == "Parameters" {
        entries[entries.count - 1].parameters = numbers
      } else {
        entries[entries.count - 1].fixed = numbers
      }
    }
    try self.init(entries, path: lines.path)
  }

  /// From MATLAB 4, as ANTs writes `0GenericAffine.mat`: a matrix named after the transform's type, and
  /// one named `fixed`.
  init(_ file: MATLABFile, path: String) throws(ImageFileError) {
    var entries: [Entry] = []
    for matrix in file.matrices {
      if matrix.name.lowercased() == "fixed", !entries.isEmpty {
        entries[entries.count - 1].fixed = matrix.values
      } else {
        entries.append(Entry(type: matrix.name, parameters: matrix.values, fixed: []))
      }
    }
    try self.init(entries, path: path)
  }

  /// The entries one after another, the last one first, as `CompositeTransform` has them.
  ///
  /// - Throws: `ImageFileError` where one is not affine, or has other numbers than its type.
  public init(_ entries: [Entry], path: String) throws(ImageFileError) {
    var total = Affine.identity
    var count = 0
    for entry in entries where !entry.isComposite {
      total = total * (try Self.affine(entry, path))
      count += 1
    }
    guard count > 0 else { throw ImageFileError(path, "is an ITK file without a transform") }
    guard total.isInvertible else {
      throw ImageFileError(path, "is an ITK transform whose matrix has no inverse")
    }
    world = total.withReversedWorlds
  }

  private static func affine(_ entry: Entry, _ path: String) throws(ImageFileError) -> Affine {
    let words = entry.type.split(separator: "_")
    guard let name = words.first, words.suffix(2) == ["3", "3"] else {
      throw ImageFileError(
        path, "is an ITK transform of type '\(entry.type)'; those of three dimensions are read")
    }
    let p = entry.parameters
    func need(_ count: Int, fixed: ClosedRange<Int> = 3...3) throws(ImageFileError) {
      guard p.count == count, fixed.contains(entry.fixed.count) else {
        throw ImageFileError(
          path,
          "is an ITK \(name) with \(p.count) parameters and \(entry.fixed.count) fixed parameters, where"
            + " \(count) and \(fixed.lowerBound) were expected")
      }
    }
    var (linear, shift) = ([1.0, 0, 0, 0, 1, 0, 0, 0, 1], [0.0, 0, 0])
    switch name {
    case "AffineTransform", "MatrixOffsetTransformBase", "Rigid3DTransform":
      try need(12)
      (linear, shift) = (Array(p[..<9]), Array(p[9...]))
    case "IdentityTransform": return .identity
    case "TranslationTransform":
      try need(3, fixed: 0...3)
      return .translation(p)
    case "ScaleTransform":
      try need(3)
      linear = [p[0], 0, 0, 0, p[1], 0, 0, 0, p[2]]
    case "Euler3DTransform":
      try need(6, fixed: 3...4)
      linear = euler(Array(p[..<3]), isZYX: entry.fixed.count == 4 && entry.fixed[3] != 0)
      shift = Array(p[3...])
    case "VersorTransform":
      try need(3)
      linear = try versor(p, path)
    case "VersorRigid3DTransform":
      try need(6)
      (linear, shift) = (try versor(p, path), Array(p[3...]))
    case "QuaternionRigidTransform":
      try need(7)
      (linear, shift) = (quaternion(p[0], p[1], p[2], p[3]), Array(p[4...]))
    case "Similarity3DTransform":
      try need(7)
      (linear, shift) = (try versor(p, path).map { $0 * p[6] }, Array(p[3..<6]))
    case "ScaleVersor3DTransform":
      try need(9)
      (linear, shift) = (try versor(p, path), Array(p[3..<6]))
      for axis in 0..<3 { linear[4 * axis] += p[6 + axis] - 1 }
    default:
      throw ImageFileError(
        path,
        "is an ITK transform of type '\(name)', which is not read; convert it to a field:"
          + " antsApplyTransforms -d 3 -r FIXED -t \(path) -o [warp.nii.gz,1]")
    }
    let centre = Array(entry.fixed.prefix(3))
    let turned = Affine(linear: linear, translation: [0, 0, 0]).apply(centre)
    return Affine(
      linear: linear, translation: (0..<3).map { centre[$0] + shift[$0] - turned[$0] })
  }

  /// Rotations about x, y and z: Z X Y, or Z Y X.
  private static func euler(_ angles: [Double], isZYX: Bool) -> [Double] {
    let turns = angles.map(Turns.sineAndCosine)
    func about(_ axis: Int) -> Affine {
      let (next, last) = ((axis + 1) % 3, (axis + 2) % 3)
      var turn = Affine.identity
      turn[next, next] = turns[axis].cosine
      turn[last, last] = turns[axis].cosine
      turn[next, last] = -turns[axis].sine
      turn[last, next] = turns[axis].sine
      return turn
    }
    return (isZYX ? about(2) * about(1) * about(0) : about(2) * about(0) * about(1)).linear
  }

  /// The rotation whose versor has this right part.
  private static func versor(_ right: [Double], _ path: String) throws(ImageFileError) -> [Double] {
    let square = right[0] * right[0] + right[1] * right[1] + right[2] * right[2]
    guard square <= 1 + 1e-9 else {
      throw ImageFileError(path, "is an ITK transform with a versor longer than 1")
    }
    return quaternion(right[0], right[1], right[2], max(0, 1 - square).squareRoot())
  }

  private static func quaternion(_ x: Double, _ y: Double, _ z: Double, _ w: Double) -> [Double] {
    [
      1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w),
      2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
      2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y),
    ]
  }

  /// What a file says of `world`: an affine about the origin.
  private static func parameters(_ world: Affine) -> [Double] {
    let turned = world.withReversedWorlds
    return turned.linear + turned.translation
  }

  private static let type = "AffineTransform_double_3_3"

  /// An Insight Transform File.
  static func text(_ world: Affine) -> String {
    """
    #Insight Transform File V1.0
    #Transform 0
    Transform: \(type)
    Parameters: \(parameters(world).map { "\($0)" }.joined(separator: " "))
    FixedParameters: 0 0 0

    """
  }

  /// The same as ANTs writes it in `.mat` files.
  static func bytes(_ world: Affine) -> [UInt8] {
    MATLABFile([
      .init(name: type, values: parameters(world)), .init(name: "fixed", values: [0, 0, 0]),
    ]).bytes
  }
}
