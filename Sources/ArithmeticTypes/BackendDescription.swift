/// What a backend is, for help texts and documentation, and how it is made.
public struct BackendDescription: Sendable {
  /// As manifests name it.
  public let name: String
  /// One line.
  public let summary: String
  /// The exact definition of its rounding.
  public let definition: String
  /// Which operations the definition applies to, and which it leaves to IEEE 754.
  public let coverage: String
  /// What can be set, in the order of documentation.
  public let options: [OptionDescription]
  /// Whether equal inputs always give equal results, whatever the seed.
  public let isDeterministic: Bool
  /// Whether results are other than those of IEEE 754, round to nearest.
  public let perturbs: Bool
  /// Raised when its rounding, and so the bits of every kernel under it, changes.
  public let version: Int

  /// Fits options to one another, knowing which of them were given.
  package typealias Reconcile =
    @Sendable (_ given: ArithmeticSpecification, _ resolved: inout ArithmeticSpecification)
    throws(ArithmeticError) -> Void

  package let make: @Sendable (ArithmeticSpecification, Session) -> any Arithmetic
  package let isDeterministicWith: @Sendable (ArithmeticSpecification) -> Bool
  package let reconcile: Reconcile?
  /// What its bits depend on beside lastbit: a library and the CPU that it is tuned for.
  package let library: (@Sendable () -> String)?

  package init(
    name: String, summary: String, definition: String, coverage: String,
    options: [OptionDescription] = [], isDeterministic: Bool, perturbs: Bool = true,
    version: Int = 1, isDeterministicWith: (@Sendable (ArithmeticSpecification) -> Bool)? = nil,
    reconcile: Reconcile? = nil, library: (@Sendable () -> String)? = nil,
    make: @escaping @Sendable (ArithmeticSpecification, Session) -> any Arithmetic
  ) {
    self.name = name
    self.summary = summary
    self.definition = definition
    self.coverage = coverage
    self.options = options
    self.isDeterministic = isDeterministic
    self.perturbs = perturbs
    self.version = version
    self.isDeterministicWith = isDeterministicWith ?? { _ in isDeterministic }
    self.reconcile = reconcile
    self.library = library
    self.make = make
  }

  /// What job keys hold of a specification of this backend. The kernels' own versions are not in it:
  /// a result keeps those of the kernels that it used.
  package func identity(_ specification: ArithmeticSpecification) -> String {
    "\(specification.label) version \(version)" + (library.map { " \($0())" } ?? "")
  }
}

/// One option of a backend.
public struct OptionDescription: Sendable {
  public let name: String
  /// What it does, in a sentence.
  public let documentation: String
  /// What it may be.
  public let values: Values
  /// What it is where a manifest does not say.
  public let defaultValue: ArithmeticOption

  /// The values that an option may take.
  public enum Values: Sendable {
    case integers(ClosedRange<Int>)
    case numbers(ClosedRange<Double>)
    case choices([String])
  }

  package init(_ name: String, _ values: Values, default: ArithmeticOption, _ documentation: String)
  {
    self.name = name
    self.documentation = documentation
    self.values = values
    self.defaultValue = `default`
  }

  /// `value` in the option's own kind, or `nil` where it is not allowed.
  package func accept(_ value: ArithmeticOption) -> ArithmeticOption? {
    switch (values, value) {
    case (.integers(let range), .integer(let number)):
      range.contains(number) ? value : nil
    case (.numbers(let range), .number(let number)):
      range.contains(number) ? value : nil
    case (.numbers(let range), .integer(let number)):
      range.contains(Double(number)) ? .number(Double(number)) : nil
    case (.choices(let names), .text(let name)):
      names.contains(name) ? value : nil
    default: nil
    }
  }

  /// The allowed values, as messages and help texts print them.
  public var allowed: String {
    switch values {
    case .integers(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
    case .numbers(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .choices(let names): "one of \(names.joined(separator: ", "))"
    }
  }
}
