/// FreeSurfer's linear transform arrays (`.lta`): from the source (moving) to the target (fixed).
struct LinearTransformArray {
  /// From the target's to the source's world.
  let world: Affine

  /// - Throws: `ImageFileError` where it is of a kind that is not read, or contradicts the format.
  init(_ lines: TransformLines) throws(ImageFileError) {
    func value(_ key: String) -> (text: String, line: TransformLines.Line)? {
      for line in lines.all {
        guard let pair = TransformLines.pair(line.text, "="), pair.key == key else { continue }
        // Comments follow after a #.
        return (TransformLines.pair(pair.value, "#")?.key ?? pair.value, line)
      }
      return nil
    }
    let convert = "; convert it: lta_convert --inlta \(lines.path) --outlta ras.lta"
    guard let type = value("type"), let kind = Int(type.text) else {
      throw lines.error(nil, "is an LTA without a type")
    }
    guard kind == 0 || kind == 1 else {
      throw lines.error(
        type.line,
        "is an LTA of type \(kind); types 0 (voxel to voxel) and 1 (RAS to RAS) are read\(convert)")
    }
    guard let count = value("nxforms"), count.text == "1" else {
      throw lines.error(
        value("nxforms")?.line,
        "is an LTA of \(value("nxforms")?.text ?? "no") transforms; one is read")
    }
    guard let head = lines.all.firstIndex(where: { $0.words == ["1", "4", "4"] }),
      lines.all.count > head + 4
    else { throw lines.error(nil, "is an LTA without a 4 × 4 matrix after a line '1 4 4'") }
    var numbers: [Double] = []
    for line in lines.all[head + 1...head + 4] {
      let row = try lines.numbers(line.words, line)
      guard row.count == 4 else {
        throw lines.error(line, "\(row.count) numbers where four were expected")
      }
      numbers += row
    }
    guard numbers[12..<15].allSatisfy({ abs($0) < 1e-6 }), abs(numbers[15] - 1) < 1e-6 else {
      throw lines.error(lines.all[head + 4], "the last row of an affine is 0 0 0 1")
    }
    var forward = Affine(rows: Array(numbers.prefix(12)))
    if kind == 0 {
      func volume(_ name: String) throws(ImageFileError) -> Affine {
        guard let geometry = try Self.volume(name, lines) else {
          throw lines.error(
            nil, "is a voxel-to-voxel LTA without a valid geometry of its \(name) volume\(convert)")
        }
        return geometry
      }
      let (source, target) = (try volume("src"), try volume("dst"))
      forward = target * forward * (try source.inverted(path: lines.path))
    }
    world = try forward.inverted(path: lines.path)
  }

  /// Voxels to the world of the volume under `name volume info`; `nil` where it is not valid.
  private static func volume(_ name: String, _ lines: TransformLines) throws(ImageFileError)
    -> Affine?
  {
    guard let head = lines.all.firstIndex(where: { $0.text.hasPrefix("\(name) volume info") })
    else {
      return nil
    }
    var values: [String: [Double]] = [:]
    for line in lines.all[(head + 1)...].prefix(9) {
      guard let pair = TransformLines.pair(line.text, "=") else { break }
      let text = TransformLines.pair(pair.value, "#")?.key ?? pair.value
      guard pair.key != "filename" else { continue }
      values[pair.key] = try lines.numbers(text.split(whereSeparator: \.isWhitespace), line)
    }
    guard values["valid"] == [1], let shape = values["volume"], let sizes = values["voxelsize"],
      let x = values["xras"], let y = values["yras"], let z = values["zras"],
      let centre = values["cras"],
      [shape, sizes, x, y, z, centre].allSatisfy({ $0.count == 3 })
    else { return nil }
    let directions = [x, y, z]
    let linear = (0..<9).map { directions[$0 % 3][$0 / 3] * sizes[$0 % 3] }
    let middle = Affine(linear: linear, translation: [0, 0, 0]).apply(shape.map { $0 / 2 })
    return Affine(linear: linear, translation: (0..<3).map { centre[$0] - middle[$0] })
  }

  /// The text of a file of type 1; `world` as above.
  ///
  /// - Parameters:
  ///   - moving: where the source's voxels are, and the name of its file; without it the file says that
  ///     its geometry is not known, which type 1 does not need.
  ///   - fixed: the same of the target.
  /// - Returns: `nil` where the matrix has no inverse.
  static func text(
    _ world: Affine, moving: (grid: Grid, file: String)?, fixed: (grid: Grid, file: String)?
  )
    -> String?
  {
    guard let forward = world.inverse else { return nil }
    let rows = (0..<3).map { row in
      forward.rows[(4 * row)..<(4 * row + 4)].map { "\($0)" }.joined(separator: " ")
    }
    return """
      # LTA file created by lastbit
      type      = 1 # LINEAR_RAS_TO_RAS
      nxforms   = 1
      mean      = 0.0 0.0 0.0
      sigma     = 1.0
      1 4 4
      \(rows.joined(separator: "\n"))
      0 0 0 1
      src volume info
      \(geometry(moving))
      dst volume info
      \(geometry(fixed))

      """
  }

  /// FreeSurfer's conformed volume, which stands for a geometry that is not known.
  private static let conformed = Affine(rows: [-1, 0, 0, 128, 0, 0, 1, -128, 0, -1, 0, 128])

  private static func geometry(_ image: (grid: Grid, file: String)?) -> String {
    let grid = image?.grid ?? Grid(shape: [256, 256, 256], affine: Self.conformed)
    let (sizes, affine) = (grid.affine.voxelSizes, grid.affine)
    func text(_ numbers: [Double]) -> String { numbers.map { "\($0)" }.joined(separator: " ") }
    let axes = (0..<3).map { axis in
      "\(["x", "y", "z"][axis])ras   = " + text((0..<3).map { affine[$0, axis] / sizes[axis] })
    }
    return """
      valid = \(image == nil ? "0  # volume info invalid" : "1  # volume info valid")
      filename = \(image?.file ?? "unknown")
      volume = \(grid.shape.map { "\($0)" }.joined(separator: " "))
      voxelsize = \(text(sizes))
      \(axes.joined(separator: "\n"))
      cras   = \(text(affine.apply(grid.shape.map { Double($0) / 2 })))
      """
  }
}
