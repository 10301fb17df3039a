/// The axis that an output of several items adds, whose values follow from parameters alone, so that a
/// plan knows them before anything runs: the epochs at which a training keeps its model.
public struct PortAxis: Sendable {
  public let name: String
  private let derive: @Sendable (ParameterValues) throws -> [String]

  init(_ name: String, _ derive: @escaping @Sendable (ParameterValues) throws -> [String]) {
    self.name = name
    self.derive = derive
  }

  /// More items than this in one job help nobody.
  static let maximumCount = 100_000

  /// The values along the axis.
  ///
  /// - Throws: `ParameterError`, or `StageError` where there are none, too many, one twice, or one that
  ///   cannot be part of a path.
  func values(_ parameters: ParameterValues) throws -> [String] {
    let values = try derive(parameters)
    guard !values.isEmpty, values.count <= Self.maximumCount else {
      throw StageError(
        values.isEmpty
          ? "there is no value along '\(name)'"
          : "\(values.count) values along '\(name)': \(Self.maximumCount) are the most")
    }
    var seen: Set<String> = []
    for value in values {
      guard !value.isEmpty, !value.contains("/"), !value.contains("\0"), value != ".." else {
        throw StageError("\(quoted(value)) cannot be a value along '\(name)'")
      }
      guard seen.insert(value).inserted else {
        throw StageError("\(quoted(value)) is given twice along '\(name)'")
      }
    }
    return values
  }
}

extension Port {
  /// The name under which the store keeps the item at `value` along the port's own axis:
  /// `model[epoch=9]`.
  static func item(_ port: String, _ axis: String, _ value: String) -> String {
    "\(port)[\(axis)=\(value)]"
  }

  /// The port that an item belongs to.
  static func port(ofItem name: String) -> String { String(name.prefix { $0 != "[" }) }

  /// One port for each item along its axis; itself, where it has none.
  func items(_ parameters: ParameterValues) throws -> [Port] {
    guard let axis else { return [self] }
    return try axis.values(parameters).map { value in
      var port = self
      port.name = Self.item(name, axis.name, value)
      port.axis = nil
      return port
    }
  }
}
