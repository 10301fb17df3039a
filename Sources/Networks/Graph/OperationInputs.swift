import Arithmetic

/// What is known of the inputs of an operation before it runs.
public struct OperationInputs: Sendable {
  let facts: [ValueFact?]
  /// Outputs that the node names.
  let outputs: Int
  /// The format that `float32` numbers have: that of the arithmetic.
  let format: RealFormat

  /// Whether the network is planned for a step of training.
  let isTraining: Bool
  /// Bytes that values may take at once.
  let limit: Int

  init(
    _ facts: [ValueFact?], outputs: Int = 1, format: RealFormat, isTraining: Bool = false,
    limit: Int = .max
  ) {
    self.isTraining = isTraining
    self.limit = limit
    self.facts = facts
    self.outputs = outputs
    self.format = format
  }

  var count: Int { facts.count }

  /// - Throws: `ModelError` where the node leaves the input out.
  subscript(index: Int) -> ValueFact {
    get throws(ModelError) {
      guard let fact = optional(index) else {
        throw ModelError("its \(Self.ordinal(index)) input is missing")
      }
      return fact
    }
  }

  func optional(_ index: Int) -> ValueFact? { index < facts.count ? facts[index] : nil }

  /// - Throws: `ModelError` where it is left out, or does not hold real numbers.
  func real(_ index: Int) throws(ModelError) -> ValueFact {
    let fact = try self[index]
    guard fact.isReal else { throw expected("real numbers", index, fact) }
    return fact
  }

  /// A real input of the same type as the first.
  ///
  /// - Throws: `ModelError` where it is left out, or its type is another.
  func alike(_ index: Int) throws(ModelError) -> ValueFact {
    let (first, fact) = (try self[0], try self[index])
    guard fact.type == first.type else {
      throw ModelError(
        "its \(Self.ordinal(index)) input is \(fact.type.rawValue), the first \(first.type.rawValue)"
      )
    }
    return fact
  }

  /// The whole numbers of an input that says how, not what: axes, sizes, pads.
  ///
  /// - Returns: `nil` where it is left out.
  /// - Throws: `ModelError` where they depend on the network's data, or are not whole.
  func integers(_ index: Int, _ what: String) throws(ModelError) -> [Int]? {
    guard let fact = optional(index) else { return nil }
    guard fact.isInteger else { throw expected("whole numbers, \(what),", index, fact) }
    guard case .integer(let tensor)? = fact.constant else {
      throw ModelError("\(what) depend on the network's data: not supported")
    }
    guard tensor.count <= 1 << 16 else { throw ModelError("\(what) are \(tensor.count) numbers") }
    return tensor.values.map { Int($0) }
  }

  /// The axes that an operation of `Squeeze`'s sort names: an attribute, from version 13 on its second
  /// input.
  ///
  /// - Returns: `nil` where they are left out.
  /// - Throws: as `integers`.
  func namedAxes(_ attributes: Attributes) throws(ModelError) -> [Int]? {
    attributes.version >= 13 ? try integers(1, "axes") : attributes.integers("axes")
  }

  /// The numbers of an input that says how, such as scales.
  ///
  /// - Returns: `nil` where it is left out or has no elements.
  /// - Throws: `ModelError` where they depend on the network's data.
  func numbers(_ index: Int, _ what: String) throws(ModelError) -> [Double]? {
    guard let fact = optional(index), fact.count > 0 else { return nil }
    guard let constant = fact.constant else {
      throw ModelError("\(what) depend on the network's data: not supported")
    }
    guard fact.count <= 1 << 16 else { throw ModelError("\(what) are \(fact.count) numbers") }
    return (0..<fact.count).map { constant.number(at: $0) }
  }

  private func expected(_ what: String, _ index: Int, _ fact: ValueFact) -> ModelError {
    ModelError(
      "its \(Self.ordinal(index)) input is \(fact.type.rawValue) where \(what) were expected")
  }

  /// Checks what an operation is about to make something as large as, before it is planned.
  ///
  /// - Parameter what: what takes that much.
  /// - Throws: `ModelError` where its shape is no shape, or takes more than the limit.
  func checkRoom(for facts: [ValueFact], _ what: String = "its result") throws(ModelError) {
    var bytes = 0
    for fact in facts {
      _ = try Extents.count(fact.shape)
      bytes += fact.size(format)
    }
    guard bytes <= limit else {
      throw ModelError(
        "\(what), \(facts.map(\.text).joined(separator: ", ")), takes \(bytes >> 20) MiB, above the"
          + " limit of \(limit >> 20) MiB")
    }
  }

  static func ordinal(_ index: Int) -> String {
    let words = ["first", "second", "third", "fourth", "fifth"]
    return index < words.count ? words[index] : "\(index + 1)th"
  }

  /// Axis `axis` of `rank`, counted from the end where negative.
  ///
  /// - Throws: `ModelError` where there is no such axis.
  static func axis(_ axis: Int, rank: Int) throws(ModelError) -> Int {
    guard axis >= -rank, axis < rank else {
      throw ModelError("there is no axis \(axis) in \(rank) dimensions")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// Different axes of `rank`, ascending.
  ///
  /// - Throws: `ModelError` where one is not there or named twice.
  static func axes(_ axes: [Int], rank: Int) throws(ModelError) -> [Int] {
    var found: [Int] = []
    for axis in axes { found.append(try Self.axis(axis, rank: rank)) }
    guard Set(found).count == found.count else { throw ModelError("axes \(axes) name one twice") }
    return found.sorted()
  }
}
