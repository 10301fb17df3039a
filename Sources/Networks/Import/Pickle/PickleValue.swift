import Values

/// A value on the stack of the pickle machine.
///
/// Containers, storages and tensors are numbers into a `PickleHeap`: values that hold one another
/// in a circle, or a million deep, are then neither leaked nor freed by recursion.
enum PickleValue {
  case none
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case bytes([UInt8])
  case list(Int)
  case tuple(Int)
  case map(Int)
  case global(PickleGlobal)
  case numpyType(Int)
  case storage(Int)
  case tensor(Int)
  /// What is not read, by the number of its name: an object of some class, or the class itself.
  case opaque(Int)

  /// What it is, for messages.
  var described: String {
    switch self {
    case .none: "None"
    case .boolean: "a boolean"
    case .integer: "an integer"
    case .number: "a number"
    case .text: "a text"
    case .bytes: "bytes"
    case .list: "a list"
    case .tuple: "a tuple"
    case .map: "a dictionary"
    case .global(let global): "the name \(global.description)"
    case .numpyType: "a NumPy type"
    case .storage: "a storage"
    case .tensor: "a tensor"
    case .opaque: "an object"
    }
  }

  var isTensor: Bool { if case .tensor = self { true } else { false } }
}

/// Everything that pickle values refer to.
struct PickleHeap {
  /// Elements of lists and tuples.
  var lists: [[PickleValue]] = []
  /// Entries of dictionaries in the order they were set; a later one of the same key replaces.
  var maps: [[(key: PickleValue, value: PickleValue)]] = []
  /// The dictionaries that are modules of TorchScript: bags of attributes.
  var modules: Set<Int> = []
  var numpyTypes: [NumPyType] = []
  var storages: [TorchStorage] = []
  var tensors: [TorchTensor] = []
  /// What opaque values are: a class or function by its full name, or words such as "a sparse
  /// tensor".
  private(set) var opaqueNames: [String] = []
  private var opaqueNumbers: [String: Int] = [:]

  /// Values that others refer to.
  var count: Int {
    lists.count + maps.count + tensors.count + storages.count + opaqueNames.count
  }

  mutating func add(list elements: [PickleValue]) -> Int {
    lists.append(elements)
    return lists.count - 1
  }

  /// The opaque value of a name.
  mutating func opaque(_ name: String) -> PickleValue {
    if let known = opaqueNumbers[name] { return .opaque(known) }
    opaqueNames.append(name)
    opaqueNumbers[name] = opaqueNames.count - 1
    return .opaque(opaqueNames.count - 1)
  }

  /// Whether an opaque value is a class of TorchScript, whose code is in the file and is not run.
  func isScripted(_ number: Int) -> Bool { opaqueNames[number].hasPrefix("__torch__.") }

  /// What a value is, for messages; opaque ones by the name of their class.
  func described(_ value: PickleValue) -> String {
    guard case .opaque(let number) = value else { return value.described }
    let name = opaqueNames[number]
    return name.contains(" ") ? name : "an object of \(quoted(name))"
  }
}

/// Numbers in a file, that tensors share.
struct TorchStorage: Hashable {
  var type: StorageType
  /// Its name in the file.
  var key: String
  /// The first element in the stored numbers: older releases keep views of storages.
  var first = 0
  /// Number of elements.
  var count: Int
  /// Elements of the whole that is kept under `key`.
  var whole: Int
}

/// A view of a storage.
struct TorchTensor {
  var storage: TorchStorage
  var type: ElementType
  var layout: StridedLayout
}

/// A NumPy element type, as a scalar names it.
struct NumPyType {
  /// Kind and size: `f8`, `i4`, `b1`, ….
  var name: String
  var isBigEndian = false
}
