import Arithmetic

/// Names of layers for the nodes of a file, by which scopes, counts and messages call them.
///
/// A node's name, or that of its first output, is a path of parts between slashes; what scopes cannot
/// name becomes `_`. Names are unique and depend on the file alone.
struct LayerNames {
  private var taken: Set<[String]> = []
  private static let reserved = Set(
    Kernel.allCases.map(\.rawValue) + KernelGroup.allCases.map(\.rawValue) + ["top"])

  mutating func layer(of node: NetworkNode) -> [String] {
    let text = node.name.isEmpty ? node.outputs.first { !$0.isEmpty } ?? "" : node.name
    var parts = text.split(separator: "/").suffix(16).map(Self.part)
    if parts.isEmpty { parts = ["n"] }
    // A kernel or a group of that name would hide the layer.
    if Self.reserved.contains(parts[0]) { parts[0] += "_" }
    var unique = parts
    var number = 2
    while !taken.insert(unique).inserted {
      unique = parts.dropLast() + [parts[parts.count - 1] + "_\(number)"]
      number += 1
    }
    return unique
  }

  /// Letters, digits, `_` and `-`, beginning with a letter, of at most 60 characters.
  private static func part(_ text: Substring) -> String {
    let kept = String(
      text.utf8.prefix(60).map { byte in
        let scalar = Unicode.Scalar(byte)
        let isKept =
          scalar.isASCII
          && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || "_-".unicodeScalars.contains(scalar))
        return isKept ? Character(scalar) : "_"
      })
    return kept.first.map { $0.isLetter } ?? false ? kept : "n" + kept
  }
}
