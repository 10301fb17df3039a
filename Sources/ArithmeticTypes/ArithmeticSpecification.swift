/// Which arithmetic a job runs under, as a manifest names it: a backend and its options.
///
/// This is a value to compare, hash into a key and print; `Arithmetics.make` turns it into
/// kernels.
public struct ArithmeticSpecification: Hashable, Sendable {
  /// A backend's name, for example `random-rounding`.
  public var name: String
  /// The options that differ from, or repeat, the backend's defaults.
  public var options: [String: ArithmeticOption]

  /// Names a backend and its options; nothing is checked here (see `Arithmetics.resolve`).
  public init(name: String, options: [String: ArithmeticOption] = [:]) {
    self.name = name
    self.options = options
  }

  /// Binary32, round to nearest even: what a stage runs under unless its manifest says otherwise.
  public static let ieee = ArithmeticSpecification(name: "ieee")

  /// How the specification is written as a coordinate: `mca{mode=rr,precision=24}`.
  public var label: String {
    if options.isEmpty { return name }
    let pairs = options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(name){\(pairs.joined(separator: ","))}"
  }
}

/// The value of one option of an arithmetic.
public enum ArithmeticOption: Hashable, Sendable, CustomStringConvertible {
  case integer(Int)
  case number(Double)
  case text(String)
  case list([String])

  public var description: String {
    switch self {
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): value
    case .list(let values): "[\(values.joined(separator: ","))]"
    }
  }
}
