/// What a node of a network says about its operation.
public enum AttributeValue: Sendable, Equatable {
  case integer(Int)
  case number(Double)
  case text(String)
  case integers([Int])
  case numbers([Double])
  /// A small constant, with the element type that its file has.
  case tensor(ElementType, ModelTensor)

  /// How ONNX calls this kind of attribute.
  public enum Kind: String, Sendable {
    case integer = "INT"
    case number = "FLOAT"
    case text = "STRING"
    case integers = "INTS"
    case numbers = "FLOATS"
    case tensor = "TENSOR"
  }

  public var kind: Kind {
    switch self {
    case .integer: .integer
    case .number: .number
    case .text: .text
    case .integers: .integers
    case .numbers: .numbers
    case .tensor: .tensor
    }
  }
}

/// An attribute that an operation knows.
public struct AttributeRule: Sendable {
  public let name: String
  public let kind: AttributeValue.Kind
  /// The versions of the operator set in which the operation has it.
  public let versions: ClosedRange<Int>

  init(_ name: String, _ kind: AttributeValue.Kind, since first: Int = 1, until last: Int = .max) {
    self.name = name
    self.kind = kind
    versions = first...last
  }
}

/// The attributes of one node, checked against the rules of its operation.
public struct Attributes: Sendable {
  /// The version of the operator set that the node is to be understood by.
  public let version: Int
  let values: [String: AttributeValue]

  /// - Throws: `ModelError` for an attribute that the operation does not know, or of another kind.
  init(_ values: [String: AttributeValue], rules: [AttributeRule], version: Int) throws(ModelError)
  {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      guard let rule = rules.first(where: { $0.name == name && $0.versions.contains(version) })
      else {
        let known = rules.filter { $0.versions.contains(version) }.map(\.name)
        throw ModelError(
          "attribute '\(name)' is not known"
            + (known.isEmpty ? "; it has none" : "; it has \(known.joined(separator: ", "))"))
      }
      guard rule.kind == value.kind else {
        throw ModelError(
          "attribute '\(name)' is \(value.kind.rawValue) where \(rule.kind.rawValue) was expected")
      }
    }
    self.values = values
    self.version = version
  }

  func has(_ name: String) -> Bool { values[name] != nil }

  func integer(_ name: String) -> Int? {
    if case .integer(let value)? = values[name] { value } else { nil }
  }

  func integer(_ name: String, default value: Int) -> Int { integer(name) ?? value }

  func number(_ name: String, default value: Double) -> Double {
    if case .number(let value)? = values[name] { value } else { value }
  }

  func integers(_ name: String) -> [Int]? {
    if case .integers(let values)? = values[name] { values } else { nil }
  }

  func numbers(_ name: String) -> [Double]? {
    if case .numbers(let values)? = values[name] { values } else { nil }
  }

  /// A flag that ONNX keeps as 0 or 1.
  ///
  /// - Throws: `ModelError` for another number.
  func flag(_ name: String, default value: Bool) throws(ModelError) -> Bool {
    switch integer(name) {
    case nil: return value
    case 0: return false
    case 1: return true
    case let other?: throw ModelError("attribute '\(name)' is \(other) where 0 or 1 was expected")
    }
  }

  /// One of a few words.
  ///
  /// - Throws: `ModelError` for another word.
  func word<Word: RawRepresentable & CaseIterable>(_ name: String, default value: Word)
    throws(ModelError) -> Word where Word.RawValue == String
  {
    guard case .text(let text)? = values[name] else { return value }
    guard let word = Word(rawValue: text) else {
      let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw ModelError("attribute '\(name)' is '\(text)', where one of \(known) was expected")
    }
    return word
  }
}
