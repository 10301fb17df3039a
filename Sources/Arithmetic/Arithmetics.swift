/// The backends, by name.
public enum Arithmetics {
  /// The specification with its options checked and defaults filled in.
  ///
  /// - Throws: `ArithmeticError` where the backend or an option is unknown or out of range.
  public static func resolve(_ specification: ArithmeticSpecification) throws(ArithmeticError)
    -> ArithmeticSpecification
  {
    specification
  }

  /// Whether equal inputs always give equal results, whatever the seed.
  ///
  /// - Parameter specification: as `resolve` returned it.
  public static func isDeterministic(_ specification: ArithmeticSpecification) -> Bool { true }

  /// What job keys hold: the specification and, where bits depend on them, library and CPU.
  ///
  /// - Parameter specification: as `resolve` returned it.
  public static func identity(_ specification: ArithmeticSpecification) -> String {
    specification.label
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
