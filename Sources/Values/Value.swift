/// A small tree of data: a parameter's value, an attribute, a record's content.
///
/// Not `indirect`: lists and maps lie behind a reference anyway, and a box for each number would cost more
/// than reading it.
public enum Value: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case list([Value])
  /// Keys in the order they were written; two maps are equal when their pairs are, in order.
  case map([Pair])

  /// One entry of a map.
  public struct Pair: Hashable, Sendable {
    public var key: String
    public var value: Value

    public init(_ key: String, _ value: Value) {
      self.key = key
      self.value = value
    }
  }
}

extension Value {
  /// The value under `key`, where this is a map that has it.
  public subscript(key: String) -> Value? {
    guard case .map(let pairs) = self else { return nil }
    return pairs.first { $0.key == key }?.value
  }
}

extension Value: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral
{
  public init(dictionaryLiteral elements: (String, Value)...) {
    self = .map(elements.map { Pair($0.0, $0.1) })
  }
  public init(arrayLiteral elements: Value...) { self = .list(elements) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
