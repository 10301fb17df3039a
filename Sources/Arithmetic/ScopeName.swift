internal import ArithmeticTypes
internal import Values

/// One item of `only` or `except`: a kernel, a group of them, a layer, or kernels in a layer.
struct ScopeName: Hashable {
  /// As it was written.
  let text: String
  /// `nil` where it names every kernel.
  private let kernels: Set<Kernel>?
  /// The parts of a layer's path, `*` being any text; empty for "in no layer", `nil` for everywhere.
  private let layer: [Substring]?
  /// Whether layers inside that layer are meant too: a name that ends with a dot leaves them out.
  private let reachesInside: Bool

  /// - Throws: `ArithmeticError` where `text` cannot name anything.
  init(_ text: String, option: String) throws(ArithmeticError) {
    self.text = text
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 1, let kernels = Self.kernels(parts[0]) {
      (self.kernels, layer, reachesInside) = (kernels, nil, true)
      return
    }
    reachesInside = parts[0].last != "."
    layer = parts[0] == "top" ? [] : Self.path(reachesInside ? parts[0] : parts[0].dropLast())
    kernels = parts.count == 1 ? nil : Self.kernels(parts[1])
    guard layer != nil else {
      throw ArithmeticError(
        option: option, item: text,
        message: "'\(text)' is no kernel, no group, and cannot be a layer; a layer is written "
          + "encode1.conv0, where '*' can be any text between dots")
    }
    if parts.count == 2, kernels == nil {
      throw ArithmeticError(
        option: option, item: text,
        message: "there is no kernel or group '\(parts[1])' to look for in layer '\(parts[0])'",
        candidates: Spelling.nearest(to: String(parts[1]), among: Self.known))
    }
  }

  /// Names of kernels and groups.
  static let known = Kernel.allCases.map(\.rawValue) + KernelGroup.allCases.map(\.rawValue)

  /// The layer that it names, where there is one.
  var layerText: String? {
    layer.flatMap { $0.isEmpty ? nil : $0.joined(separator: ".") }
  }

  /// The same with groups written out, for keys.
  var expanded: [String] {
    guard let kernels else { return [text] }
    let prefix = layer == nil ? "" : text.prefix { $0 != ":" } + ":"
    return kernels.map { prefix + $0.rawValue }
  }

  /// The kernels that it names wherever they run; `nil` for layers.
  var everywhere: Set<Kernel>? { layer == nil ? kernels : nil }

  func covers(_ place: KernelPlace) -> Bool {
    guard kernels?.contains(place.kernel) ?? true else { return false }
    guard let layer else { return true }
    if layer.isEmpty { return place.layer.isEmpty }
    let path = place.layer.split(separator: ".")
    guard reachesInside ? path.count >= layer.count : path.count == layer.count else {
      return false
    }
    return zip(layer, path).allSatisfy(Self.matches)
  }

  private static func kernels(_ name: Substring) -> Set<Kernel>? {
    if let kernel = Kernel(rawValue: String(name)) { return [kernel] }
    return KernelGroup(rawValue: String(name)).map { Set($0.kernels) }
  }

  private static func path(_ text: Substring) -> [Substring]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isPath = parts.allSatisfy { part in
      !part.isEmpty && part.utf8.count <= 100
        && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-*".contains($0)) }
    }
    return isPath ? parts : nil
  }

  /// Whether `name` is `pattern` with each `*` replaced by some text.
  static func matches(_ pattern: Substring, _ name: Substring) -> Bool {
    Wildcard(pattern).matches(name)
  }
}
