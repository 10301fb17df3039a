import Values

/// What the known names stand for when a pickle applies them.
extension PickleMachine {
  mutating func reduce() throws(ModelError) {
    let arguments = try tuple(try pop(), "arguments")
    let callable = try pop()
    guard case .global(let global) = callable else {
      throw error("calls \(callable.described)")
    }
    switch global {
    case .orderedDictionary:
      guard arguments.isEmpty else { throw error("makes an OrderedDict from arguments") }
      pushMap()
    case .rebuildTensor: try rebuildTensor(arguments)
    case .numpyType: try makeNumPyType(arguments)
    case .numpyScalar: try makeNumPyScalar(arguments)
    case .encode: try encode(arguments)
    case .storage: throw error("calls \(global.description)")
    }
  }

  /// Attributes of an OrderedDict (PyTorch's `_metadata`) are dropped; a NumPy type gets its byte
  /// order.
  mutating func build() throws(ModelError) {
    let state = try pop()
    switch try top() {
    case .map: break
    case .numpyType(let type):
      let fields = try tuple(state, "the state of a NumPy type")
      guard fields.count > 1, let order = text(fields[1]) else {
        throw error("describes a NumPy type in an unknown way")
      }
      switch order {
      case "<", "|", "=": break
      case ">": heap.numpyTypes[type].isBigEndian = true
      default: throw error("has a NumPy type of byte order \(quoted(order))")
      }
    case let other: throw error("sets the state of \(other.described)")
    }
  }

  /// `('storage', type, key, location, count)`.
  mutating func pushStorage() throws(ModelError) {
    let fields = try tuple(try pop(), "a persistent ID")
    guard fields.count == 5, let word = text(fields[0]), word == "storage",
      case .global(.storage(let type)) = fields[1], let key = text(fields[2]),
      text(fields[3]) != nil, case .integer(let count) = fields[4]
    else { throw error("has a persistent ID that is not a storage") }
    guard count >= 0 else { throw error("has storage \(quoted(key)) of \(count) elements") }
    heap.storages.append(TorchStorage(type: type, key: key, count: count))
    stack.append(.storage(heap.storages.count - 1))
  }

  /// `(storage, offset, size, stride, requires_grad, hooks, …)`.
  private mutating func rebuildTensor(_ arguments: [PickleValue]) throws(ModelError) {
    guard (6...7).contains(arguments.count), case .storage(let number) = arguments[0],
      case .integer(let offset) = arguments[1]
    else { throw error("makes a tensor from other than storage, offset, size and stride") }
    let storage = heap.storages[number]
    let shape = try integers(arguments[2], "a tensor's size")
    let strides = try integers(arguments[3], "a tensor's stride")
    let layout: StridedLayout
    do { layout = try StridedLayout(offset: offset, shape: shape, strides: strides) } catch {
      throw self.error("has a tensor in storage \(quoted(storage.key)) with \(error.message)")
    }
    guard layout.end <= storage.count, offset <= storage.count else {
      throw error(
        "has a tensor of shape \(shape), offset \(offset) and strides \(strides) that exceeds storage"
          + " \(quoted(storage.key)) of \(storage.count) elements")
    }
    heap.tensors.append(TorchTensor(storage: storage, layout: layout))
    stack.append(.tensor(heap.tensors.count - 1))
  }

  /// `(name, align, copy)`.
  private mutating func makeNumPyType(_ arguments: [PickleValue]) throws(ModelError) {
    guard let first = arguments.first, let name = text(first), name.utf8.count <= 8 else {
      throw error("makes a NumPy type from an unknown description")
    }
    heap.numpyTypes.append(NumPyType(name: name))
    stack.append(.numpyType(heap.numpyTypes.count - 1))
  }

  /// `(type, bytes)`.
  private mutating func makeNumPyScalar(_ arguments: [PickleValue]) throws(ModelError) {
    guard arguments.count == 2, case .numpyType(let number) = arguments[0],
      case .bytes(let bytes) = arguments[1]
    else { throw error("makes a NumPy scalar from other than a type and bytes") }
    let type = heap.numpyTypes[number]
    guard let value = type.scalar(bytes) else {
      throw error("has a NumPy scalar of type \(quoted(type.name)) in \(bytes.count) bytes")
    }
    stack.append(value)
  }

  /// `(text, 'latin1')`: how protocol 2 writes bytes.
  private mutating func encode(_ arguments: [PickleValue]) throws(ModelError) {
    guard arguments.count == 2, case .text(let text) = arguments[0],
      case .text("latin1") = arguments[1]
    else { throw error("encodes other than text as Latin-1") }
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else {
        throw error("encodes text that is not Latin-1")
      }
      bytes.append(byte)
    }
    stack.append(.bytes(bytes))
  }

  private func tuple(_ value: PickleValue, _ what: String) throws(ModelError) -> [PickleValue] {
    guard case .tuple(let list) = value else {
      throw error("has \(value.described) for \(what)")
    }
    return heap.lists[list]
  }

  private func integers(_ value: PickleValue, _ what: String) throws(ModelError) -> [Int] {
    var integers: [Int] = []
    for element in try tuple(value, what) {
      guard case .integer(let integer) = element else {
        throw error("has \(element.described) in \(what)")
      }
      integers.append(integer)
    }
    return integers
  }

  /// A text, or the bytes that Python 2 wrote for one.
  private func text(_ value: PickleValue) -> String? {
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
    case "u8": Int(exactly: bits).map { .integer($0) }
    case "u4", "u2", "u1": .integer(Int(bits))
    case "b1": .boolean(bits != 0)
    default: nil
    }
  }
}
