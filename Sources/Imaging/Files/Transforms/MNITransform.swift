/// MNI Transform Files (`.xfm`): from the world of the source to that of the target.
struct MNITransform {
  /// From the target's (fixed) to the source's (moving) world.
  let world: Affine

  /// - Throws: `ImageFileError` where it is not linear, or contradicts the format.
  init(_ lines: TransformLines) throws(ImageFileError) {
    // Statements end in semicolons, comments start with a per cent sign.
    let text = lines.all.dropFirst().filter { !$0.text.hasPrefix("%") && !$0.text.hasPrefix("#") }
    var statements: [(key: String, words: [String], line: TransformLines.Line)] = []
    var (pending, start) = ("", TransformLines.Line?.none)
    for line in text where !line.text.isEmpty {
      if start == nil { start = line }
      pending += pending.isEmpty ? line.text : " \(line.text)"
      while let end = pending.firstIndex(of: ";"), let first = start {
        let statement = String(pending[..<end])
        guard let (key, value) = TransformLines.pair(statement, "=") else {
          throw lines.error(first, "'\(statement)' is no statement of an MNI Transform File")
        }
        let words = value.split(whereSeparator: { $0.isWhitespace || $0 == "," }).map(String.init)
        statements.append((key, words, first))
        pending = String(pending[pending.index(after: end)...].drop(while: \.isWhitespace))
        start = pending.isEmpty ? nil : line
      }
    }
    guard pending.isEmpty else {
      throw lines.error(start, "a statement of the MNI Transform File has no ';' at its end")
    }
    var total = Affine.identity
    var (isInverted, count) = (false, 0)
    for (key, words, line) in statements {
      switch key {
      case "Transform_Type" where words != ["Linear"]:
        throw lines.error(
          line,
          "is an MNI Transform File of type \(words.joined(separator: " ")); only linear ones are read:"
            + " resample the image with it, mincresample -transformation \(lines.path) -like TARGET"
            + " IN OUT")
      case "Transform_Type": isInverted = false
      case "Invert_Flag": isInverted = words.first?.lowercased() == "true"
      case "Linear_Transform":
        let numbers = try lines.numbers(words, line)
        guard numbers.count == 12 else {
          throw lines.error(
            line, "Linear_Transform has \(numbers.count) numbers where 12 were expected")
        }
        var step = Affine(rows: numbers)
        if isInverted { step = try step.inverted(path: lines.path) }
        // The first one is applied first.
        (total, count) = (step * total, count + 1)
      default: break
      }
    }
    guard count > 0 else { throw lines.error(nil, "has no Linear_Transform") }
    world = try total.inverted(path: lines.path)
  }

  /// The text of a file; `world` as above.
  ///
  /// - Returns: `nil` where the matrix has no inverse.
  static func text(_ world: Affine) -> String? {
    guard let forward = world.inverse else { return nil }
    let rows = (0..<3).map { row in
      forward.rows[(4 * row)..<(4 * row + 4)].map { "\($0)" }.joined(separator: " ")
    }
    return "MNI Transform File\n% lastbit\n\nTransform_Type = Linear;\nLinear_Transform =\n"
      + rows.joined(separator: "\n") + ";\n"
  }
}
