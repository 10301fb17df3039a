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
    }
  }
}

/// Everything that pickle values refer to.
struct PickleHeap {
  /// Elements of lists and tuples.
  var lists: [[PickleValue]] = []
  /// Entries of dictionaries in the order they were set; a later one of the same key replaces.
  var maps: [[(key: PickleValue, value: PickleValue)]] = []
  var numpyTypes: [NumPyType] = []
  var storages: [TorchStorage] = []
  var tensors: [TorchTensor] = []

  mutating func add(list elements: [PickleValue]) -> Int {
    lists.append(elements)
    return lists.count - 1
  }
}

/// Numbers in a file of the archive, that tensors share.
struct TorchStorage: Hashable {
  var type: ElementType
  /// Name of its member below `data/`.
  var key: String
  /// Number of elements.
  var count: Int
}

/// A view of a storage.
struct TorchTensor {
  var storage: TorchStorage
  var layout: StridedLayout
}

/// A NumPy element type, as a scalar names it.
struct NumPyType {
  /// Kind and size: `f8`, `i4`, `b1`, ….
  var name: String
  var isBigEndian = false
}
