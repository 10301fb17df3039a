import Values

/// Reads a pickle (Python's `pickletools`; protocols 2 to 5) without executing anything.
///
/// The opcodes build plain values. A name that is not a `PickleGlobal` is an opaque value, and so is
/// whatever a pickle would make with it: it is known by its name only.
struct PickleMachine {
  /// Pickles of checkpoints hold names and sizes, the numbers lie elsewhere: more bytes than this
  /// are not read.
  static let maximumSize = 16 << 20
  /// The most values that a pickle may hold at once beside its lists' elements: far more than a
  /// checkpoint has tensors.
  static let maximumValues = 1 << 20

  var heap = PickleHeap()
  var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var cursor: ByteCursor
  /// Where the current opcode lies.
  private var opcodePosition = 0
  private let name: String
  private let file: String

  /// - Parameters:
  ///   - name: what messages call the pickle, a member of `file`.
  private init(_ bytes: [UInt8], from start: Int, name: String, file: String) {
    cursor = ByteCursor(bytes, at: start)
    self.name = name
    self.file = file
  }

  /// What a pickle holds, and the byte after it.
  struct Outcome {
    var value: PickleValue
    var heap: PickleHeap
    var end: Int
  }

  /// The value that a pickle stands for, and what it refers to.
  ///
  /// - Parameter start: the byte where the pickle begins.
  /// - Throws: `ModelError` naming the byte of the opcode that is refused.
  static func run(_ bytes: [UInt8], from start: Int = 0, name: String, file: String)
    throws(ModelError) -> Outcome
  {
    var machine = PickleMachine(bytes, from: start, name: name, file: file)
    machine.opcodePosition = start
    guard bytes.count - start <= maximumSize else {
      throw machine.error("has \(bytes.count) bytes, at most \(maximumSize) are read")
    }
    guard bytes.count - start >= 2, bytes[start] == 0x80, (2...5).contains(bytes[start + 1]) else {
      throw machine.error("is not a pickle of protocol 2 to 5")
    }
    while try machine.step() {}
    guard machine.marks.isEmpty, let value = machine.stack.popLast(), machine.stack.isEmpty else {
      throw machine.error("stops with other than one value")
    }
    return Outcome(value: value, heap: machine.heap, end: machine.cursor.position)
  }

  /// An error at the current opcode.
  func error(_ message: String) -> ModelError {
    ModelError("\(quoted(name)) \(message) (byte \(opcodePosition))", file: file)
  }

  /// Executes one opcode.
  ///
  /// - Returns: `false` at the end.
  private mutating func step() throws(ModelError) -> Bool {
    opcodePosition = cursor.position
    guard heap.count + stack.count <= Self.maximumValues else {
      throw error("holds more than \(Self.maximumValues) values")
    }
    guard let code = cursor.integer(UInt8.self) else { throw error("ends in the middle") }
    guard let opcode = PickleOpcode(rawValue: code) else {
      throw error("has opcode 0x\(String(code, radix: 16)), which is not read")
    }
    switch opcode {
    case .proto: _ = try need(cursor.integer(UInt8.self))
    case .frame: _ = try need(cursor.integer(UInt64.self))
    case .stop: return false
    case .mark: marks.append(stack.count)
    case .pop: try popOrMark()
    case .popMark: _ = try popToMark()
    case .duplicate: stack.append(try top())
    case .none: stack.append(.none)
    case .newTrue: stack.append(.boolean(true))
    case .newFalse: stack.append(.boolean(false))
    case .binInt: stack.append(.integer(Int(try need(cursor.integer(Int32.self)))))
    case .binInt1: stack.append(.integer(Int(try need(cursor.integer(UInt8.self)))))
    case .binInt2: stack.append(.integer(Int(try need(cursor.integer(UInt16.self)))))
    case .long1: try pushLong(try need(cursor.size(width: 1)))
    case .long4: try pushLong(try need(cursor.size(width: 4)))
    case .binFloat:
      let bits = UInt64(bigEndian: try need(cursor.integer(UInt64.self)))
      stack.append(.number(Double(bitPattern: bits)))
    case .shortBinUnicode: try pushText(lengthWidth: 1)
    case .binUnicode: try pushText(lengthWidth: 4)
    case .binUnicode8: try pushText(lengthWidth: 8)
    case .shortBinBytes, .shortBinString: try pushBytes(lengthWidth: 1)
    case .binBytes, .binString: try pushBytes(lengthWidth: 4)
    case .binBytes8, .byteArray8: try pushBytes(lengthWidth: 8)
    case .emptyList, .emptySet: stack.append(.list(heap.add(list: [])))
    case .addItems: try append(try popToMark())
    case .frozenSet: stack.append(.list(heap.add(list: try popToMark())))
    case .append: try append([try pop()])
    case .appends: try append(try popToMark())
    case .emptyTuple: stack.append(.tuple(heap.add(list: [])))
    case .tuple: stack.append(.tuple(heap.add(list: try popToMark())))
    case .tuple1: try pushTuple(1)
    case .tuple2: try pushTuple(2)
    case .tuple3: try pushTuple(3)
    case .emptyMap: pushMap()
    case .setItem:
      let value = try pop()
      try set([try pop(), value])
    case .setItems: try set(try popToMark())
    case .global: try pushGlobal(try line(), try line())
    case .stackGlobal:
      let (name, module) = (try pop(), try pop())
      guard case .text(let name) = name, case .text(let module) = module else {
        throw error("names something by \(name.described)")
      }
      try pushGlobal(module, name)
    case .reduce: try reduce()
    case .newObject: try newObject(withKeywords: false)
    case .newObjectWithKeywords: try newObject(withKeywords: true)
    case .build: try build()
    case .binPersistentID: try pushStorage()
    case .binGet: try recall(try need(cursor.size(width: 1)))
    case .longBinGet: try recall(try need(cursor.size(width: 4)))
    case .binPut: memo[try need(cursor.size(width: 1))] = try top()
    case .longBinPut: memo[try need(cursor.size(width: 4))] = try top()
    case .memoize: memo[memo.count] = try top()
    }
    return true
  }

  // MARK: - Stack

  func need<Content>(_ content: Content?) throws(ModelError) -> Content {
    guard let content else { throw error("ends in the middle") }
    return content
  }

  /// Values below the last mark belong to what was begun before it.
  private var isAtMark: Bool { stack.count <= marks.last ?? 0 }

  func top() throws(ModelError) -> PickleValue {
    guard !isAtMark, let value = stack.last else {
      throw error("takes a value where there is none")
    }
    return value
  }

  mutating func pop() throws(ModelError) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func popOrMark() throws(ModelError) {
    if let mark = marks.last, mark == stack.count {
      marks.removeLast()
    } else {
      _ = try pop()
    }
  }

  private mutating func popToMark() throws(ModelError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw error("goes back to a mark where there is none") }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  private mutating func recall(_ index: Int) throws(ModelError) {
    guard let value = memo[index] else {
      throw error("recalls value \(index), which it never kept")
    }
    stack.append(value)
  }

  // MARK: - Plain values

  /// An integer of `length` bytes, two's complement; as text where it takes more than 64 bits.
  private mutating func pushLong(_ length: Int) throws(ModelError) {
    let bytes = try need(cursor.take(length))
    guard length <= 16 else {
      stack.append(heap.opaque("an integer of \(length) bytes"))
      return
    }
    var number: UInt128 = bytes.last.map { $0 & 0x80 != 0 } == true ? .max : 0
    for byte in bytes.reversed() { number = number << 8 | UInt128(byte) }
    let signed = Int128(truncatingIfNeeded: number)
    stack.append(Int(exactly: signed).map { .integer($0) } ?? .text("\(signed)"))
  }

  private mutating func pushText(lengthWidth: Int) throws(ModelError) {
    let bytes = try need(cursor.take(try need(cursor.size(width: lengthWidth))))
    let text = String(validating: bytes, as: UTF8.self)
    stack.append(text.map { .text($0) } ?? heap.opaque("a text that is not UTF-8"))
  }

  private mutating func pushBytes(lengthWidth: Int) throws(ModelError) {
    stack.append(.bytes(Array(try need(cursor.take(try need(cursor.size(width: lengthWidth)))))))
  }

  private mutating func pushTuple(_ count: Int) throws(ModelError) {
    var elements: [PickleValue] = []
    for _ in 0..<count { elements.append(try pop()) }
    stack.append(.tuple(heap.add(list: elements.reversed())))
  }

  mutating func pushMap() {
    heap.maps.append([])
    stack.append(.map(heap.maps.count - 1))
  }

  private mutating func append(_ elements: [PickleValue]) throws(ModelError) {
    switch try top() {
    case .list(let list): heap.lists[list].append(contentsOf: elements)
    case .opaque: break
    case let other: throw error("appends to \(other.described)")
    }
  }

  private mutating func set(_ pairs: [PickleValue]) throws(ModelError) {
    guard pairs.count.isMultiple(of: 2) else { throw error("sets a key without a value") }
    let map: Int
    switch try top() {
    case .map(let number): map = number
    case .opaque: return
    case let other: throw error("sets items of \(other.described)")
    }
    for index in stride(from: 0, to: pairs.count, by: 2) {
      heap.maps[map].append((pairs[index], pairs[index + 1]))
    }
  }

  // MARK: - Names

  /// Text up to the next line break.
  private mutating func line() throws(ModelError) -> String {
    var bytes: [UInt8] = []
    while true {
      let byte = try need(cursor.integer(UInt8.self))
      if byte == 0x0A { break }
      bytes.append(byte)
      guard bytes.count <= 1000 else { throw error("has a name of more than 1000 bytes") }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func pushGlobal(_ module: String, _ name: String) throws(ModelError) {
    if let global = PickleGlobal(module: module, name: name) {
      stack.append(.global(global))
    } else if let constant = PickleGlobal.constant(module: module, name: name) {
      stack.append(.text(constant))
    } else {
      stack.append(heap.opaque("\(module).\(name)"))
    }
  }
}
