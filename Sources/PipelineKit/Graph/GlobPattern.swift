/// A path with `*`, `?` and `[…]` in it; a wildcard never crosses a `/`. A set of one character,
/// `[*]`, is that character itself: so text that is no pattern is written into one.
struct GlobPattern {
  /// One part of the path between slashes.
  private struct Component {
    var text: Substring
    var wildcard: Wildcard
    /// What the part is called where it has no wildcard.
    var name: String?
  }

  private let components: [Component]

  /// - Parameter path: an absolute path.
  init(_ path: String) {
    components = path.split(separator: "/").map { text in
      let wildcard = Wildcard(glob: text)
      return Component(text: text, wildcard: wildcard, name: wildcard.literal)
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
  var captureCount: Int { components.reduce(0) { $0 + $1.wildcard.starCount } }

  /// Whether two `*` stand side by side.
  var hasDoubleStar: Bool { components.contains(where: \.wildcard.hasDoubleStar) }

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
            guard let more = component.wildcard.captures(in: name) else { continue }
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
}

extension GlobPattern: CustomStringConvertible {
  /// The path, parts that are no patterns as they are called on the disk.
  var description: String {
    components.map { "/" + ($0.name ?? String($0.text)) }.joined()
  }
}
