/// Values for every declared parameter, checked against their types, defaults filled in; none for those that
/// are `isLater` and not given.
public struct ParameterValues: Sendable, Equatable {
  /// The values by name.
  public let values: [String: Value]
  /// The same by name, as keys and records have them.
  let sorted: [Value.Pair]

  /// Wraps checked values; only the manifest's checker and tests make them.
  public init(_ values: [String: Value]) {
    self.values = values
    sorted = values.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
  }

  public static func == (first: Self, second: Self) -> Bool { first.values == second.values }

  /// The value of a parameter.
  ///
  /// - Precondition: the stage lists it among its `parameters`; the catalog's tests see to that.
  public subscript<Setting>(parameter: Parameter<Setting>) -> Setting {
    let given = values[parameter.name] ?? (parameter.declaration.isLater ? .null : nil)
    guard let value = given.flatMap(parameter.form.decode) else {
      preconditionFailure("parameter '\(parameter.name)' is not listed by its stage")
    }
    return value
  }
}

/// A combination of parameter values that a stage refuses.
public struct ParameterError: Error, CustomStringConvertible {
  /// Name of the parameter to point at.
  public let parameter: String
  /// What is wrong with it and what would be right.
  public let description: String

  public init<Setting>(_ parameter: Parameter<Setting>, _ description: String) {
    self.parameter = parameter.name
    self.description = description
  }
}
