import Values

/// A pickled value as a tree of plain values, where it holds nothing else.
enum PickleTree {
  case plain(Value)
  /// It holds tensors, objects, or keys that are no names somewhere.
  case withOthers

  /// A pickle may name one large value a million times; the tree has a copy for each. So trees may
  /// become no larger than what such a pickle honestly holds.
  struct Budget {
    private var left: Int
    static let maximumDepth = 100

    init(pickleSize: Int) { left = 2 * pickleSize + 4096 }

    mutating func spend(_ size: Int) throws(Problem) {
      left -= size
      guard left >= 0 else { throw Problem(message: "values that repeat each other too often") }
    }
  }

  struct Problem: Error {
    var message: String
  }

  init(_ value: PickleValue, _ heap: PickleHeap, _ budget: inout Budget, depth: Int = 0)
    throws(Problem)
  {
    guard depth <= Budget.maximumDepth else {
      throw Problem(message: "values nested more than \(Budget.maximumDepth) deep")
    }
    try budget.spend(1)
    switch value {
    case .none: self = .plain(.null)
    case .boolean(let value): self = .plain(.boolean(value))
    case .integer(let value): self = .plain(.integer(value))
    case .number(let value): self = .plain(.number(value))
    case .text(let text):
      try budget.spend(text.utf8.count)
      self = .plain(.string(text))
    case .bytes(let bytes):
      try budget.spend(bytes.count)
      self = .plain(.list(bytes.map { .integer(Int($0)) }))
    case .list(let number), .tuple(let number):
      var items: [Value] = []
      for element in heap.lists[number] {
        guard case .plain(let item) = try PickleTree(element, heap, &budget, depth: depth + 1)
        else {
          self = .withOthers
          return
        }
        items.append(item)
      }
      self = .plain(.list(items))
    case .map(let number):
      var pairs: [Value.Pair] = []
      for (key, value) in heap.maps[number] {
        guard let name = Self.name(key),
          case .plain(let item) = try PickleTree(value, heap, &budget, depth: depth + 1)
        else {
          self = .withOthers
          return
        }
        try budget.spend(name.utf8.count)
        pairs.append(.init(name, item))
      }
      self = .plain(.map(pairs))
    case .global, .numpyType, .storage, .tensor, .opaque: self = .withOthers
    }
  }

  /// Keys of dictionaries as texts; `nil` for what is no name or number.
  static func name(_ key: PickleValue) -> String? {
    switch key {
    case .text(let text): text
    // Python 2 wrote texts as bytes.
    case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
    case .integer(let integer): String(integer)
    case .number(let number): number.description
    case .boolean(let flag): flag ? "True" : "False"
    case .none: "None"
    default: nil
    }
  }
}
