/// A path with `*`, `?` and `[…]` in it; a wildcard never crosses a `/`.
struct GlobPattern {
  private let components: [Substring]

  /// - Parameter path: an absolute path.
  init(_ path: String) { components = path.split(separator: "/") }

  /// The paths that match, sorted, each with what its `*`s stand for, in order.
  func matches() -> [(path: String, captures: [String])] {
    var found: [(path: String, captures: [String])] = [("", [])]
    for component in components {
      var next: [(path: String, captures: [String])] = []
      let hasWildcard = component.contains { "*?[".contains($0) }
      for (path, captures) in found {
        guard hasWildcard else {
          next.append((path + "/" + component, captures))
          continue
        }
        for name in Folder.names(in: path.isEmpty ? "/" : path) ?? [] {
          guard let more = Self.captures(of: component, in: name) else { continue }
          next.append((path + "/" + name, captures + more))
        }
      }
      found = next
    }
    return found.filter { !Folder.isFolder($0.path) }
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
      guard let end = pattern[(index + 1)...].firstIndex(of: "]"), end > index + 1 else {
        return scalar == "[" ? 1 : nil
      }
      var members = pattern[(index + 1)..<end]
      let isNegated = members.first == "!" || members.first == "^"
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
