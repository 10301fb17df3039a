/// A declared parameter of a stage: it drives checking, help, the JSON Schema and the docs.
public struct Parameter: Sendable {
  public var name: String
  public var type: ParameterType
  /// Unit of the value (`mm`, `voxels`, `ulp`), or empty for a pure number or a word.
  public var unit: String
  /// Value where the manifest gives none; `nil` makes the parameter required.
  public var defaultValue: Value?
  /// One line of documentation.
  public var doc: String

  public init(
    _ name: String, _ type: ParameterType, unit: String = "", default defaultValue: Value?,
    _ doc: String
  ) {
    self.name = name
    self.type = type
    self.unit = unit
    self.defaultValue = defaultValue
    self.doc = doc
  }
}

/// The type and range of a parameter.
public indirect enum ParameterType: Sendable, Equatable {
  case boolean
  case integer(minimum: Int? = nil, maximum: Int? = nil)
  /// Bounds are inclusive.
  case number(minimum: Double? = nil, maximum: Double? = nil)
  case string
  /// A path, resolved against the manifest's folder.
  case path
  case choice([String])
  case list(of: ParameterType, minimumCount: Int = 0)
}

/// A combination of parameter values that a stage refuses.
public struct ParameterError: Error, CustomStringConvertible {
  /// The parameter to point at.
  public var parameter: String
  /// What is wrong with it and what would be right.
  public var description: String

  public init(_ parameter: String, _ description: String) {
    self.parameter = parameter
    self.description = description
  }
}

/// Values for every declared parameter, checked against their types, defaults filled in.
///
/// The accessors trap on a name or type that the stage did not declare: that is a programmer's
/// error, which the catalog's tests find.
public struct ParameterValues: Sendable, Equatable {
  /// The values by name.
  public let values: [String: Value]

  /// Wraps checked values; only the manifest's checker and tests make them.
  public init(_ values: [String: Value]) { self.values = values }

  public func boolean(_ name: String) -> Bool {
    guard case .boolean(let value)? = values[name] else { undeclared(name, "boolean") }
    return value
  }

  public func integer(_ name: String) -> Int {
    guard case .integer(let value)? = values[name] else { undeclared(name, "integer") }
    return value
  }

  /// A number; an integer value widens.
  public func number(_ name: String) -> Double {
    switch values[name] {
    case .number(let value)?: value
    case .integer(let value)?: Double(value)
    default: undeclared(name, "number")
    }
  }

  public func string(_ name: String) -> String {
    guard case .string(let value)? = values[name] else { undeclared(name, "string") }
    return value
  }

  public func list(_ name: String) -> [Value] {
    guard case .list(let value)? = values[name] else { undeclared(name, "list") }
    return value
  }

  /// Whether the parameter was left unset by a `nil`-able declaration (`default: .null`).
  public func isNull(_ name: String) -> Bool { values[name] == .null }

  private func undeclared(_ name: String, _ type: String) -> Never {
    preconditionFailure("no \(type) parameter '\(name)' was declared")
  }
}
