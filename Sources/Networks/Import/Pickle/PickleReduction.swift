import Values

/// What the known names stand for when a pickle applies them. A name that is not known makes an
/// opaque value, whatever it is applied to.
extension PickleMachine {
  mutating func reduce() throws(ModelError) {
    let arguments = try tuple(try pop(), "arguments")
    stack.append(try applied(try pop(), to: arguments))
  }

  /// An object of a class, which Python makes without calling it.
  mutating func newObject(withKeywords: Bool) throws(ModelError) {
    if withKeywords { _ = try pop() }
    let arguments = try tuple(try pop(), "arguments")
    let type = try pop()
    guard case .opaque(let number) = type, heap.isScripted(number) else {
      return stack.append(try applied(type, to: arguments))
    }
    pushMap()
    guard case .map(let bag)? = stack.last else { return }
    heap.modules.insert(bag)
  }

  private mutating func applied(_ callable: PickleValue, to arguments: [PickleValue])
    throws(ModelError) -> PickleValue
  {
    switch callable {
    case .opaque: return callable
    case .global(let global): return try applied(global, to: arguments)
    default: throw error("calls \(callable.described)")
    }
  }

  private mutating func applied(_ global: PickleGlobal, to arguments: [PickleValue])
    throws(ModelError) -> PickleValue
  {
    switch global {
    case .dictionary: return try makeDictionary(arguments)
    case .set, .size:
      guard let items = arguments.last else { return .list(heap.add(list: [])) }
      switch items {
      case .list, .tuple: return items
      default: throw error("makes \(quoted(global.description)) from \(items.described)")
      }
    case .byteArray: return makeBytes(arguments)
    case .device:
      guard let kind = arguments.first.flatMap(text) else { return heap.opaque("torch.device") }
      guard arguments.count > 1, case .integer(let index) = arguments[1] else { return .text(kind) }
      return .text("\(kind):\(index)")
    case .layout: return arguments.first ?? .none
    case .parameter: return arguments.first ?? heap.opaque("torch.nn.parameter.Parameter")
    case .rebuild(let rebuild): return try rebuilt(rebuild, arguments)
    case .numpyType: return makeNumPyType(arguments)
    case .numpyScalar: return makeNumPyScalar(arguments)
    case .encode: return try encoded(arguments)
    case .storage: throw error("calls \(global.description)")
    }
  }

  /// Attributes of dictionaries (PyTorch's `_metadata`), tensors and objects are dropped; modules of
  /// TorchScript are nothing else, and a NumPy type gets its byte order.
  mutating func build() throws(ModelError) {
    let state = try pop()
    switch try top() {
    case .map(let number):
      if heap.modules.contains(number), case .map(let attributes) = state {
        heap.maps[number] = heap.maps[attributes]
      }
    case .tensor, .opaque: break
    case .numpyType(let type):
      let fields = try tuple(state, "the state of a NumPy type")
      guard fields.count > 1, let order = text(fields[1]), ["<", "|", "=", ">"].contains(order)
      else {
        stack[stack.count - 1] = heap.opaque("numpy.dtype")
        return
      }
      heap.numpyTypes[type].isBigEndian = order == ">"
    case let other: throw error("sets the state of \(other.described)")
    }
  }

  /// `('storage', type, key, location, count)`; before PyTorch 1.6 also a part of the storage,
  /// `(key, first, count)`, and classes with their source text, `('module', class, file, text)`.
  mutating func pushStorage() throws(ModelError) {
    let fields = try tuple(try pop(), "a persistent ID")
    if let word = fields.first.flatMap(text), word == "module", fields.count > 1 {
      stack.append(fields[1])
      return
    }
    guard (5...6).contains(fields.count), let word = text(fields[0]), word == "storage",
      case .global(.storage(let type)) = fields[1], let key = text(fields[2]),
      text(fields[3]) != nil, case .integer(let count) = fields[4]
    else { throw error("has a persistent ID that is not a storage") }
    guard count >= 0 else { throw error("has storage \(quoted(key)) of \(count) elements") }
    var storage = TorchStorage(type: type, key: key, count: count, whole: count)
    if fields.count == 6, case .tuple(let number) = fields[5] {
      let view = heap.lists[number]
      guard view.count == 3, case .integer(let first) = view[1], case .integer(let part) = view[2],
        first >= 0, part >= 0, part <= count, first <= count - part
      else { throw error("has a part of storage \(quoted(key)) that exceeds it") }
      (storage.first, storage.count) = (first, part)
    }
    heap.storages.append(storage)
    stack.append(.storage(heap.storages.count - 1))
  }

  // MARK: - Values of Python

  /// Of nothing, of another dictionary, of a list of pairs, or (`defaultdict`) of what makes its
  /// values.
  private mutating func makeDictionary(_ arguments: [PickleValue]) throws(ModelError)
    -> PickleValue
  {
    pushMap()
    let map = try pop()
    guard case .map(let number) = map, let argument = arguments.last else { return map }
    switch argument {
    case .map(let other): heap.maps[number] = heap.maps[other]
    case .list(let pairs), .tuple(let pairs):
      for pair in heap.lists[pairs] {
        let fields = try tuple(pair, "an item of a dictionary")
        guard fields.count == 2 else { throw error("makes a dictionary from other than pairs") }
        heap.maps[number].append((fields[0], fields[1]))
      }
    default: break
    }
    return map
  }

  private mutating func makeBytes(_ arguments: [PickleValue]) -> PickleValue {
    switch arguments.first {
    case nil: .bytes([])
    case .bytes(let bytes)?: .bytes(bytes)
    case .text(let text)?: Self.latin1(text).map { .bytes($0) } ?? heap.opaque("builtins.bytes")
    default: heap.opaque("builtins.bytes")
    }
  }

  /// `(text, 'latin1')`: how protocol 2 writes bytes.
  private mutating func encoded(_ arguments: [PickleValue]) throws(ModelError) -> PickleValue {
    guard arguments.count == 2, case .text(let text) = arguments[0],
      case .text("latin1") = arguments[1]
    else { throw error("encodes other than text as Latin-1") }
    guard let bytes = Self.latin1(text) else { throw error("encodes text that is not Latin-1") }
    return .bytes(bytes)
  }

  private static func latin1(_ text: String) -> [UInt8]? {
    let bytes = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
    return bytes.count == text.unicodeScalars.count ? bytes : nil
  }

  // MARK: - Values of NumPy

  /// `(name, align, copy)`.
  private mutating func makeNumPyType(_ arguments: [PickleValue]) -> PickleValue {
    guard let first = arguments.first, let name = text(first), name.utf8.count <= 8 else {
      return heap.opaque("numpy.dtype")
    }
    heap.numpyTypes.append(NumPyType(name: name))
    return .numpyType(heap.numpyTypes.count - 1)
  }

  /// `(type, bytes)`; opaque where it is no single number: texts, dates, complex numbers.
  private mutating func makeNumPyScalar(_ arguments: [PickleValue]) -> PickleValue {
    guard arguments.count == 2, case .numpyType(let number) = arguments[0],
      case .bytes(let bytes) = arguments[1],
      let value = heap.numpyTypes[number].scalar(bytes)
    else { return heap.opaque("numpy.core.multiarray.scalar") }
    return value
  }

  // MARK: - Arguments

  func tuple(_ value: PickleValue, _ what: String) throws(ModelError) -> [PickleValue] {
    guard case .tuple(let number) = value else {
      throw error("has \(value.described) as \(what)")
    }
    return heap.lists[number]
  }

  func integers(_ value: PickleValue, _ what: String) throws(ModelError) -> [Int] {
    let items: Int
    switch value {
    case .tuple(let number), .list(let number): items = number
    default: throw error("has \(value.described) as \(what)")
    }
    var integers: [Int] = []
    for item in heap.lists[items] {
      guard case .integer(let integer) = item else {
        throw error("has \(item.described) in \(what)")
      }
      integers.append(integer)
    }
    return integers
  }

  /// Text, also where Python 2 wrote it as bytes.
  func text(_ value: PickleValue) -> String? {
    switch value {
    case .text(let text): text
    case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
    default: nil
    }
  }
}

extension NumPyType {
  /// The number in `bytes`; `nil` for types that are not single numbers and for a wrong length.
  func scalar(_ bytes: [UInt8]) -> PickleValue? {
    guard (1...8).contains(bytes.count), name.utf8.dropFirst().elementsEqual("\(bytes.count)".utf8)
    else { return nil }
    var bits: UInt64 = 0
    for byte in isBigEndian ? bytes : bytes.reversed() { bits = bits << 8 | UInt64(byte) }
    return switch name {
    case "f8": .number(Double(bitPattern: bits))
    case "f4": .number(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
    case "f2": .number(Double(Float(binary16: UInt16(truncatingIfNeeded: bits))))
    case "i8": .integer(Int(Int64(bitPattern: bits)))
    case "i4": .integer(Int(Int32(truncatingIfNeeded: bits)))
    case "i2": .integer(Int(Int16(truncatingIfNeeded: bits)))
    case "i1": .integer(Int(Int8(truncatingIfNeeded: bits)))
    case "u8": Int(exactly: bits).map { .integer($0) } ?? .text("\(bits)")
    case "u4", "u2", "u1": .integer(Int(bits))
    case "b1": .boolean(bits != 0)
    default: nil
    }
  }
}
