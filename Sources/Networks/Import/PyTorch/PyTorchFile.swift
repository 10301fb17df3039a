import Values

/// What a checkpoint of `torch.save` holds: the value of its pickle, and the numbers of its storages.
///
/// Nothing in the file is executed. `PyTorchArchive` and `PyTorchStream` are the two layouts.
struct PyTorchFile {
  let root: PickleValue
  let heap: PickleHeap
  /// Bytes of the pickle.
  let pickleSize: Int
  let file: RandomAccessFile
  private let storages: any TorchStorages

  init(
    _ outcome: PickleMachine.Outcome, size: Int, _ file: RandomAccessFile,
    _ storages: any TorchStorages
  ) {
    root = outcome.value
    heap = outcome.heap
    pickleSize = size
    self.file = file
    self.storages = storages
  }

  /// Reads tensors by name; each storage is read once, and kept while tensors share it.
  ///
  /// - Returns: The tensors, and the names of those whose numbers fit no format of a tensor.
  /// - Throws: `ModelError`, also where shared and repeated elements would make the tensors much
  ///   larger than the file.
  func entries(_ tensors: [(name: String, tensor: TorchTensor)]) throws(ModelError)
    -> (entries: [ModelWeights.Entry], unread: [String])
  {
    var users: [TorchStorage: Int] = [:]
    var total = 0
    for (name, tensor) in tensors {
      users[tensor.storage, default: 0] += 1
      let (size, overflow) = tensor.layout.count.multipliedReportingOverflow(by: tensor.type.size)
      let (sum, tooMany) = total.addingReportingOverflow(size)
      guard !overflow, !tooMany, sum / 4 <= storages.size else {
        throw file.error(
          "repeats its numbers so often that its tensors are larger than four times the file; the"
            + " first too many is \(quoted(name)) of shape \(tensor.layout.shape)")
      }
      total = sum
    }
    var kept: [TorchStorage: [UInt8]] = [:]
    var entries: [ModelWeights.Entry] = []
    var unread: [String] = []
    for (name, tensor) in tensors {
      let storage = tensor.storage
      let bytes: [UInt8]
      if let known = kept[storage] {
        bytes = known
      } else {
        bytes = try storages.bytes(of: storage, tensor: name)
      }
      let left = (users[storage] ?? 1) - 1
      users[storage] = left
      kept[storage] = left > 0 ? bytes : nil
      if let values = bytes.withUnsafeBytes({ ModelTensor(tensor.type, tensor.layout, of: $0) }) {
        entries.append(ModelWeights.Entry(name, tensor.type, values))
      } else {
        unread.append(name)
      }
    }
    return (entries, unread)
  }
}

/// Where the numbers of a checkpoint lie.
protocol TorchStorages {
  /// Bytes of everything, unpacked.
  var size: Int { get }
  /// The bytes of a storage.
  ///
  /// - Parameter tensor: who asks, for messages.
  /// - Throws: `ModelError` where it is missing, or has another size than the pickle says.
  func bytes(of storage: TorchStorage, tensor: String) throws(ModelError) -> [UInt8]
}

extension TorchStorage {
  /// Bytes of the whole; `nil` where they exceed every file.
  var wholeSize: Int? {
    let (size, overflow) = whole.multipliedReportingOverflow(by: type.size)
    return overflow ? nil : size
  }

  /// The part that this storage is of the bytes of the whole.
  func part(of whole: [UInt8]) -> [UInt8] {
    count == self.whole
      ? whole : Array(whole[first * type.size..<(first + count) * type.size])
  }

  /// What its elements are, for messages.
  var elements: String { "\(count) \(type.element?.rawValue ?? type.name) elements" }
}
