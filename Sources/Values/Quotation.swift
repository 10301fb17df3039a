/// A name from a file between single quotes, safe for a terminal and of bounded length.
public func quoted(_ text: String) -> String {
  var shown = "'"
  var count = 0
  for scalar in text.unicodeScalars {
    guard count < 80 else { return shown + "…'" }
    count += 1
    switch scalar {
    case "\n": shown += "\\n"
    case "\t": shown += "\\t"
    default: shown.unicodeScalars.append(isControl(scalar) ? "\u{FFFD}" : scalar)
    }
  }
  return shown + "'"
}

/// The text without characters that could move the cursor or change the terminal.
public func printable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isControl) else { return text }
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars { shown.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
  return String(shown)
}

/// Characters that could move the cursor or change the terminal.
public func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator: true
  default: false
  }
}

/// Lists in messages.
public enum Listing {
  /// The first few items, and how many more there are.
  public static func text(_ items: some Collection<String>, limit: Int = 5) -> String {
    let shown = items.prefix(limit).joined(separator: ", ")
    return items.count > limit ? "\(shown) and \(items.count - limit) more" : shown
  }
}
