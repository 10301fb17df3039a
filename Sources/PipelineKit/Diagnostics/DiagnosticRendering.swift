extension Diagnostic {
  /// The diagnostic as compilers print it: `file:line:column: error: message; hint`, then the source
  /// line and a caret under the place.
  public var rendered: String {
    var text = ""
    if let mark { text += "\(mark.file):\(mark.line):\(mark.column): " }
    text += "\(severity.rawValue): \(message)"
    if let hint { text += "; \(hint)" }
    // Names of files and values of axes come from outside.
    text = printable(text)
    if let mark, let excerpt { text += "\n" + Self.caret(under: mark.column, of: excerpt) }
    return text
  }

  /// The diagnostic for `--json`: severity, file, line, column, message, hint.
  public var value: Value {
    var pairs: [Value.Pair] = [.init("severity", .string(severity.rawValue))]
    if let mark {
      pairs.append(.init("file", .string(mark.file)))
      pairs.append(.init("line", .integer(mark.line)))
      pairs.append(.init("column", .integer(mark.column)))
    }
    pairs.append(.init("message", .string(message)))
    if let hint { pairs.append(.init("hint", .string(hint))) }
    return .map(pairs)
  }

  /// The line, cut around the place where it is long, and a line with the caret.
  ///
  /// The caret's line repeats the tabs of the source line, so that both are as wide whatever a
  /// tab's width.
  private static func caret(under column: Int, of excerpt: String) -> String {
    let scalars = Array(excerpt.unicodeScalars)
    let place = min(max(column - 1, 0), scalars.count)
    let start = place > 120 ? place - 60 : 0
    let end = min(scalars.count, start + 160)
    var line = start > 0 ? "…" : ""
    var padding = start > 0 ? " " : ""
    for (index, scalar) in scalars[start..<end].enumerated() {
      let shown = isControl(scalar) && scalar != "\t" ? "\u{FFFD}" : scalar
      line.unicodeScalars.append(shown)
      guard start + index < place else { continue }
      if shown == "\t" {
        padding += "\t"
      } else {
        padding += String(repeating: " ", count: columns(of: shown))
      }
    }
    if end < scalars.count { line += "…" }
    return "\(line)\n\(padding)^"
  }

  /// Cells that a terminal gives a character: none to combining marks, two to East Asian wide ones.
  private static func columns(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}

extension Diagnostics {
  /// Every diagnostic as `Diagnostic.rendered`, one after the other.
  public var rendered: String { all.map(\.rendered).joined(separator: "\n") }

  /// The diagnostics for `--json`.
  public var value: Value { .list(all.map(\.value)) }
}
