/// The backends, by name.
public enum Arithmetics {
  /// All backends, in the order of documentation.
  public static let backends: [BackendDescription] = [
    IEEE.description, OpenBLAS.description, Float64.description, RandomRounding.description,
    StochasticRounding.description,
  ]

  /// The kernels of a specification, for one job.
  ///
  /// - Parameters:
  ///   - specification: a backend and options; defaults are filled in.
  ///   - seed: the key of all random bits.
  ///   - threads: how many threads a kernel may use; results do not depend on it.
  /// - Throws: `ArithmeticError` where the backend or an option is unknown or out of range.
  public static func make(_ specification: ArithmeticSpecification, seed: UInt64, threads: Int)
    throws(ArithmeticError) -> any Arithmetic
  {
    let backend = try description(specification.name)
    return backend.make(
      try resolve(specification), Session(seed: seed, threads: threads))
  }

  /// The specification with its options checked and defaults filled in.
  ///
  /// - Throws: `ArithmeticError` where the backend or an option is unknown or out of range.
  public static func resolve(_ specification: ArithmeticSpecification) throws(ArithmeticError)
    -> ArithmeticSpecification
  {
    let backend = try description(specification.name)
    var resolved = ArithmeticSpecification(name: backend.name)
    for option in backend.options { resolved.options[option.name] = option.defaultValue }
    for (name, value) in specification.options.sorted(by: { $0.key < $1.key }) {
      guard let option = backend.options.first(where: { $0.name == name }) else {
        let names = backend.options.map(\.name)
        throw ArithmeticError(
          option: name,
          message: "arithmetic '\(backend.name)' has no option '\(name)'"
            + (names.isEmpty ? "; it has none" : ""),
          candidates: Spelling.nearest(to: name, among: names))
      }
      guard let accepted = option.accept(value) else {
        throw ArithmeticError(
          option: name,
          message: "'\(value)' is not a value of '\(name)' of arithmetic '\(backend.name)', "
            + "which is \(option.allowed)",
          candidates: [])
      }
      resolved.options[name] = accepted
    }
    return resolved
  }

  /// Whether equal inputs always give equal results, whatever the seed.
  ///
  /// - Parameter specification: as `resolve` returned it.
  public static func isDeterministic(_ specification: ArithmeticSpecification) -> Bool {
    (try? description(specification.name))?.isDeterministicWith(specification) ?? false
  }

  /// What job keys hold: the specification and, where bits depend on them, library and CPU.
  ///
  /// - Parameter specification: as `resolve` returned it.
  public static func identity(_ specification: ArithmeticSpecification) -> String {
    (try? description(specification.name))?.identity(specification) ?? specification.label
  }

  private static func description(_ name: String) throws(ArithmeticError) -> BackendDescription {
    if let backend = backends.first(where: { $0.name == name }) { return backend }
    let names = backends.map(\.name)
    throw ArithmeticError(
      message: "there is no arithmetic '\(name)'; there are \(names.joined(separator: ", "))",
      candidates: Spelling.nearest(to: name, among: names))
  }
}

/// What is wrong with a specification.
public struct ArithmeticError: Error, Sendable {
  /// The option to point at, or `nil` for the backend's name.
  public var option: String?
  /// What is wrong and what would be right.
  public var message: String
  /// The nearest known names, for "did you mean".
  public var candidates: [String]

  public init(option: String? = nil, message: String, candidates: [String] = []) {
    self.option = option
    self.message = message
    self.candidates = candidates
  }
}
