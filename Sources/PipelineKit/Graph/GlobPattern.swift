/// A path with `*`, `?` and `[…]` in it; a wildcard never crosses a `/`. A set of one character,
/// `[*]`, is that character itself: so text that is no pattern is written into one.
struct GlobPattern {
  /// One part of the path between slashes.
  private struct Component {
    var text: Substring
    /// What the part is called where it has no wildcard.
    var name: String?
  }

  private let components: [Component]

  /// - Parameter path: an absolute path.
  init(_ path: String) {
    components = path.split(separator: "/").map { text in
      Component(text: text, name: Self.literal(text))
    }
  }

  /// `text` as a pattern that matches it alone.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: isWildcard) else { return text }
    return text.unicodeScalars.reduce(into: "") { escaped, scalar in
      escaped += "*?[".unicodeScalars.contains(scalar) ? "[\(scalar)]" : String(scalar)
    }
  }

  /// How many `*` there are.
  var captureCount: Int { components.map { Self.stars(in: $0.text) }.reduce(0, +) }

  /// Whether two `*` stand side by side.
  var hasDoubleStar: Bool { components.contains { Self.stars(in: $0.text, isDouble: true) > 0 } }

  /// What was found.
  struct Matches {
    /// The paths that match, sorted, each with what its `*`s stand for, in order.
    var files: [(path: String, captures: [String])] = []
    /// Folders that match the pattern so far as they go, but hold no file that does.
    var empty: [String] = []
  }

  func matches() -> Matches {
    typealias Match = (path: String, captures: [String], folder: String?)
    var matches = Matches()
    var found: [Match] = [("", [], nil)]
    var empty: [(depth: Int, folder: String)] = []
    for (depth, component) in components.enumerated() {
      let isLast = depth == components.count - 1
      var next: [Match] = []
      for (path, captures, folder) in found {
        let before = next.count
        if let name = component.name {
          // A link to nothing is there, and an error further on.
          if folder == nil || Folder.exists(path + "/" + name) {
            next.append((path + "/" + name, captures, folder))
          }
        } else {
          for name in Folder.names(in: path.isEmpty ? "/" : path) ?? [] {
            guard let more = Self.captures(of: component.text, in: name) else { continue }
            let match = path + "/" + name
            let isFolder = Folder.isFolder(match)
            guard isFolder != isLast else { continue }
            next.append((match, captures + more, isFolder ? match : nil))
          }
        }
        if next.count == before, let folder { empty.append((depth, folder)) }
      }
      found = next
    }
    matches.files = found.filter { !Folder.isFolder($0.path) }.map { ($0.path, $0.captures) }
    matches.empty = empty.map(\.folder).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return matches
  }

  private static func isWildcard(_ byte: UInt8) -> Bool { "*?[".utf8.contains(byte) }

  /// The name that a part without wildcards matches.
  private static func literal(_ text: Substring) -> String? {
    guard text.utf8.contains(where: isWildcard) else { return String(text) }
    let pattern = Array(text.unicodeScalars)
    var name = String.UnicodeScalarView()
    var index = 0
    while index < pattern.count {
      if index + 2 < pattern.count, pattern[index] == "[", pattern[index + 2] == "]",
        pattern[index + 1] != "]"
      {
        name.append(pattern[index + 1])
        index += 3
        continue
      }
      if pattern[index] == "*" || pattern[index] == "?" { return nil }
      if pattern[index] == "[", setEnd(in: pattern, at: index) != nil { return nil }
      name.append(pattern[index])
      index += 1
    }
    return String(name)
  }

  /// How many `*` stand in a part, sets aside; of the doubled ones only where `isDouble`.
  private static func stars(in text: Substring, isDouble: Bool = false) -> Int {
    let pattern = Array(text.unicodeScalars)
    var count = 0
    var index = 0
    while index < pattern.count {
      if pattern[index] == "[", let end = setEnd(in: pattern, at: index) {
        index = end
      } else if pattern[index] == "*" {
        if !isDouble || index + 1 < pattern.count && pattern[index + 1] == "*" { count += 1 }
      }
      index += 1
    }
    return count
  }

  /// The `]` of a set that starts at `index`; `nil` where the `[` there is only a character.
  private static func setEnd(in pattern: [Unicode.Scalar], at index: Int) -> Int? {
    guard let end = pattern[(index + 1)...].firstIndex(of: "]"), end > index + 1 else { return nil }
    return end
  }

  /// What the `*`s of `pattern` stand for in `name`, or `nil` where it does not match.
  ///
  /// Every `*` but the last takes as little as it can, which finds a match whenever there is one,
  /// in time proportional to the product of both lengths.
  static func captures(of pattern: Substring, in name: String) -> [String]? {
    let pattern = Array(pattern.unicodeScalars)
    let name = Array(name.unicodeScalars)
    var p = 0
    var n = 0
    var stars: [(pattern: Int, start: Int, end: Int)] = []
    while n < name.count || p < pattern.count {
      if p < pattern.count, pattern[p] == "*" {
        stars.append((p, n, n))
        p += 1
      } else if p < pattern.count, n < name.count,
        let width = width(of: pattern, at: p, matching: name[n])
      {
        p += width
        n += 1
      } else if let last = stars.last, last.end < name.count {
        // Give the last star one more character and try again behind it.
        stars[stars.count - 1].end += 1
        n = last.end + 1
        p = last.pattern + 1
      } else {
        return nil
      }
    }
    return stars.map { star in
      var text = String.UnicodeScalarView()
      text.append(contentsOf: name[star.start..<star.end])
      return String(text)
    }
  }

  /// How many scalars of the pattern at `index` match `scalar`, or `nil` where they do not.
  private static func width(
    of pattern: [Unicode.Scalar], at index: Int, matching scalar: Unicode.Scalar
  ) -> Int? {
    switch pattern[index] {
    case "?": return 1
    case "[":
      guard let end = setEnd(in: pattern, at: index) else { return scalar == "[" ? 1 : nil }
      var members = pattern[(index + 1)..<end]
      let isNegated = members.count > 1 && (members.first == "!" || members.first == "^")
      if isNegated { members = members.dropFirst() }
      return contains(members, scalar) != isNegated ? end - index + 1 : nil
    default: return pattern[index] == scalar ? 1 : nil
    }
  }

  /// Whether a set such as `a-z0` holds `scalar`.
  private static func contains(
    _ members: ArraySlice<Unicode.Scalar>, _ scalar: Unicode.Scalar
  ) -> Bool {
    var index = members.startIndex
    while index < members.endIndex {
      if index + 2 < members.endIndex, members[index + 1] == "-" {
        if members[index] <= scalar, scalar <= members[index + 2] { return true }
        index += 3
      } else {
        if members[index] == scalar { return true }
        index += 1
      }
    }
    return false
  }
}

extension GlobPattern: CustomStringConvertible {
  /// The path, parts that are no patterns as they are called on the disk.
  var description: String {
    components.map { "/" + ($0.name ?? String($0.text)) }.joined()
  }
}
