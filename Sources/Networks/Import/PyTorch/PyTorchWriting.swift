import Arithmetic
import Files
import Values

extension ModelWeights {
  /// Writes the tensors as `torch.save` would: an `OrderedDict` by name; for weights that say what
  /// FastSurfer's `config` is, a checkpoint that FastSurfer loads, with the weights under `model_state`;
  /// and for those whose `config` is a tree, as VoxelMorph's is, that tree beside them.
  ///
  /// Running statistics of normalizations get the `num_batches_tracked` that PyTorch has beside them.
  /// Whole or not at all.
  ///
  /// - Throws: `ModelError` where the file cannot be written, or would be over 4 GiB.
  public func writePyTorch(to path: String) throws(ModelError) {
    var archive = StoredZip(folder: "archive")
    var pickle = TorchPickle()
    let state = stateEntries
    if case .string(let config)? = self[metadata: "config"] {
      pickle.open()
      pickle.text("model_state")
      pickle.dictionary(state)
      pickle.text("epoch")
      pickle.integer(self.epochs)
      pickle.text("best_metric")
      pickle.integer(0)
      pickle.text("config")
      pickle.text(config)
      pickle.close()
    } else if case .map? = self[metadata: "config"], let config = self[metadata: "config"] {
      pickle.open()
      pickle.text("config")
      pickle.value(config)
      pickle.text("model_state")
      pickle.dictionary(state)
      pickle.close()
    } else {
      pickle.dictionary(state)
    }
    archive.add("data.pkl", pickle.finished())
    archive.add("byteorder", Array("little".utf8))
    for (number, entry) in state.enumerated() {
      archive.add("data/\(number)", entry.tensor.withUnsafeBytes { Array($0) })
    }
    archive.add("version", Array("3\n".utf8))
    let bytes = try archive.finished()
    do {
      let file = try AtomicFile(path)
      try file.write(bytes)
      try file.publish()
    } catch { throw ModelError(error.reason, file: error.path) }
  }

  private var epochs: Int {
    if case .integer(let number)? = self[metadata: "epoch"] { number } else { 0 }
  }

  /// What a state dictionary holds: no numbers that shapes follow from, and a count of batches beside
  /// running variances.
  private var stateEntries: [Entry] {
    let hasGraph = self[metadata: Network.metadataKey] != nil
    let names = Set(entries.map(\.name))
    return entries.filter {
      !hasGraph || $0.type.isFloating || $0.name.hasSuffix(".num_batches_tracked")
    }.flatMap { entry -> [Entry] in
      guard let count = Self.batchCounter(beside: entry.name), !names.contains(count) else {
        return [entry]
      }
      return [entry, Entry(count, .int64, .int64(Tensor(shape: [], values: [Int64(epochs)])))]
    }
  }
}

extension ModelWeights {
  /// What PyTorch calls the count of batches beside a running variance; `nil` for other tensors.
  public static func batchCounter(beside name: String) -> String? {
    let parts = name.split(separator: ".")
    guard parts.last == "running_var" else { return nil }
    return (parts.dropLast() + ["num_batches_tracked"]).joined(separator: ".")
  }
}

/// The pickle of a checkpoint, protocol 2, as `torch.save` writes it.
private struct TorchPickle {
  private var bytes: [UInt8] = [0x80, 2]

  mutating func finished() -> [UInt8] { bytes + [UInt8(ascii: ".")] }

  mutating func open() { bytes += [UInt8(ascii: "}"), UInt8(ascii: "(")] }
  mutating func close() { bytes.append(UInt8(ascii: "u")) }

  mutating func text(_ text: String) {
    bytes.append(UInt8(ascii: "X"))
    append(UInt32(text.utf8.count))
    bytes += text.utf8
  }

  mutating func integer(_ number: Int) {
    if let small = Int32(exactly: number) {
      bytes.append(UInt8(ascii: "J"))
      append(small)
    } else {
      // LONG1 of eight bytes.
      bytes += [0x8A, 8]
      append(Int64(number))
    }
  }

  /// A tree of small values.
  mutating func value(_ value: Value) {
    switch value {
    case .null: bytes.append(UInt8(ascii: "N"))
    case .boolean(let flag): bytes.append(flag ? 0x88 : 0x89)
    case .integer(let number): integer(number)
    case .number(let number):
      bytes.append(UInt8(ascii: "G"))
      withUnsafeBytes(of: number.bitPattern.bigEndian) { bytes += $0 }
    case .string(let own): text(own)
    case .list(let items):
      bytes += [UInt8(ascii: "]"), UInt8(ascii: "(")]
      for item in items { self.value(item) }
      bytes.append(UInt8(ascii: "e"))
    case .map(let pairs):
      open()
      for pair in pairs {
        text(pair.key)
        self.value(pair.value)
      }
      close()
    }
  }

  private mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  private mutating func global(_ module: String, _ name: String) {
    bytes += Array("c\(module)\n\(name)\n".utf8)
  }

  private mutating func tuple(_ numbers: [Int]) {
    bytes.append(UInt8(ascii: "("))
    for number in numbers { integer(number) }
    bytes.append(UInt8(ascii: "t"))
  }

  private mutating func orderedDictionary() {
    global("collections", "OrderedDict")
    bytes += Array(")R".utf8)
  }

  /// Tensors by name; the bytes of each are the storage of its number.
  mutating func dictionary(_ entries: [ModelWeights.Entry]) {
    orderedDictionary()
    bytes.append(UInt8(ascii: "("))
    for (number, entry) in entries.enumerated() {
      text(entry.name)
      tensor(entry.tensor, storage: number)
    }
    bytes.append(UInt8(ascii: "u"))
  }

  private mutating func tensor(_ tensor: ModelTensor, storage number: Int) {
    global("torch._utils", "_rebuild_tensor_v2")
    bytes += Array("((".utf8)
    text("storage")
    global("torch", tensor.storage)
    text("\(number)")
    text("cpu")
    integer(tensor.count)
    bytes += Array("tQ".utf8)
    integer(0)
    tuple(tensor.shape)
    var (strides, step): ([Int], Int) = ([], 1)
    for extent in tensor.shape.reversed() {
      strides.insert(step, at: 0)
      step *= extent
    }
    tuple(strides)
    bytes.append(0x89)
    orderedDictionary()
    bytes += Array("tR".utf8)
  }
}

extension ModelTensor {
  /// PyTorch's class of storages for the elements.
  fileprivate var storage: String {
    switch self {
    case .float32: "FloatStorage"
    case .float64: "DoubleStorage"
    case .int64: "LongStorage"
    case .int32: "IntStorage"
    case .int16: "ShortStorage"
    case .uint8: "ByteStorage"
    }
  }
}
