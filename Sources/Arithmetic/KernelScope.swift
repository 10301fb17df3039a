public import ArithmeticTypes

/// Which kernel calls an arithmetic applies to; the others run under another one.
///
/// Part of a specification, as its options `only`, `except` and `outside`: a call is inside where
/// one of `only` covers it (or there is no `only`) and none of `except` does.
public struct KernelScope: Hashable, Sendable {
  private let only: [ScopeName]?
  private let except: [ScopeName]
  /// The backend that calls outside run under.
  public let outside: String

  /// Options by name, with what they do.
  public static let options: [(name: String, documentation: String)] = [
    ("only", "The kernels, groups and layers that it applies to; everything without it."),
    ("except", "The kernels, groups and layers that it does not apply to."),
    ("outside", "What the other calls run under: ieee (the default) or openblas."),
  ]
  /// Names of kernels and of groups.
  public static var names: [String] { ScopeName.known }

  static let outsideNames = ["ieee", "openblas"]

  /// The scope in a specification, or `nil` where it has none.
  ///
  /// - Throws: `ArithmeticError` where names are malformed or contradict one another.
  public init?(_ specification: ArithmeticSpecification) throws(ArithmeticError) {
    let options = specification.options
    guard Self.options.contains(where: { options[$0.name] != nil }) else { return nil }
    only = try options["only"].map { (value) throws(ArithmeticError) in
      try Self.names("only", value)
    }
    except =
      try options["except"].map { (value) throws(ArithmeticError) in
        try Self.names("except", value)
      } ?? []
    switch options["outside"] {
    case nil: outside = "ieee"
    case .text(let name)? where Self.outsideNames.contains(name): outside = name
    case let value?:
      throw ArithmeticError(
        option: "outside", message: "'\(value)' cannot be 'outside', which is ieee or openblas",
        candidates: Spelling.nearest(to: value.description, among: Self.outsideNames))
    }
    try checkAgreement(specification)
  }

  /// The layers that it names, as written, `*` being any text between dots.
  public var layers: [(item: String, layer: String)] {
    ((only ?? []) + except).compactMap { name in name.layerText.map { (name.text, $0) } }
  }

  /// Whether a call of `place` runs under the arithmetic itself.
  public func includes(_ place: KernelPlace) -> Bool {
    (only?.contains { $0.covers(place) } ?? true) && !except.contains { $0.covers(place) }
  }

  /// The names that cover none of `places`.
  public func unmatched(_ places: some Collection<KernelPlace>) -> [String] {
    ((only ?? []) + except).filter { name in !places.contains(where: name.covers) }.map(\.text)
  }

  /// Whether a layer that the scope names can be `declared` or lie within it; `*` in either is any
  /// text.
  public static func layer(_ layer: String, canBe declared: String) -> Bool {
    let (first, other) = (layer.prefix { $0 != "." }, declared.prefix { $0 != "." })
    // Two patterns may meet: nothing here says that they do not.
    if first.contains("*"), other.contains("*") { return true }
    return ScopeName.matches(first, other) || ScopeName.matches(other, first)
  }

  /// The specification without its scope.
  public static func removed(from specification: ArithmeticSpecification) -> ArithmeticSpecification
  {
    var plain = specification
    for option in options { plain.options[option.name] = nil }
    return plain
  }

  /// The options in one form, names sorted; with groups written out where `isExpanded`.
  func added(
    to specification: ArithmeticSpecification, isExpanded: Bool = false
  ) -> ArithmeticSpecification {
    func list(_ names: [ScopeName]) -> ArithmeticOption {
      .list(Set(names.flatMap { isExpanded ? $0.expanded : [$0.text] }).sorted())
    }
    var result = specification
    result.options["only"] = only.map(list)
    result.options["except"] = except.isEmpty ? nil : list(except)
    result.options["outside"] = outside == "ieee" ? nil : .text(outside)
    return result
  }

  private static func names(_ option: String, _ value: ArithmeticOption) throws(ArithmeticError)
    -> [ScopeName]
  {
    let texts: [String]
    switch value {
    case .text(let text): texts = [text]
    case .list(let items): texts = items
    case .integer, .number:
      throw ArithmeticError(
        option: option,
        message: "'\(option)' is a list of kernels, groups and layers, not '\(value)'")
    }
    var names: [ScopeName] = []
    for text in texts { names.append(try ScopeName(text, option: option)) }
    return names
  }

  private func checkAgreement(_ specification: ArithmeticSpecification) throws(ArithmeticError) {
    if only?.isEmpty == true {
      throw ArithmeticError(
        option: "only", message: "'only' names nothing; leave it out to apply to every kernel")
    }
    if let name = except.first(where: { only?.contains($0) ?? false }) {
      throw ArithmeticError(
        option: "except", item: name.text,
        message: "'\(name.text)' is under 'only' and under 'except'")
    }
    if only == nil, except.isEmpty {
      throw ArithmeticError(
        option: specification.options["outside"] == nil ? "except" : "outside",
        message: "no call lies outside; name what to leave out with 'only' or 'except'")
    }
    let left = only.map { $0.map(\.everywhere) } ?? [Set(Kernel.allCases)]
    let excepted = except.compactMap(\.everywhere).reduce(into: Set()) { $0.formUnion($1) }
    if left.allSatisfy({ $0?.isSubset(of: excepted) ?? false }) {
      throw ArithmeticError(
        option: "except", message: "'except' takes away all that 'only' names, so nothing is left")
    }
  }
}
