import Values

/// Checkpoints as PyTorch before 1.6 writes them: pickles of a magic number, a version, facts about
/// the machine, the checkpoint and the names of its storages, one after the other; then each
/// storage's count of elements and its plain numbers.
///
/// Source: `_legacy_save` and `_legacy_load` of torch/serialization.py.
struct PyTorchStream: TorchStorages {
  /// Where the numbers of a storage lie.
  private struct Place {
    var start: Int
    /// Elements.
    var count: Int
    /// Bytes of an element.
    var width: Int
  }

  /// The first pickle: the number 0x1950a86a20f9469cfc6c, by its protocol's ways of writing it.
  private static let magic: [UInt8] = [
    0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]

  private let file: RandomAccessFile
  private let places: [String: Place]
  var size: Int { file.size }

  /// Whether a file that starts with `bytes` is one.
  static func isStart(_ bytes: some Collection<UInt8>) -> Bool {
    let bytes = Array(bytes)
    // Protocol 4 and later has a frame of nine bytes in between.
    return bytes.count >= 2 + magic.count && bytes[0] == 0x80
      && [2, 11].contains { bytes.dropFirst($0).starts(with: magic) }
  }

  /// Reads the pickles of a file.
  ///
  /// - Throws: `ModelError`.
  static func open(_ file: RandomAccessFile) throws(ModelError) -> PyTorchFile {
    let most = PickleMachine.maximumSize
    let bytes = try file.read(0, min(file.size, most), "the pickles")
    var end = 0
    func next(_ name: String) throws(ModelError) -> PickleMachine.Outcome {
      let outcome = try PickleMachine.run(bytes, from: end, name: name, file: file.path)
      end = outcome.end
      return outcome
    }
    _ = try next("the magic number")
    guard case .integer(1001) = try next("the version").value else {
      throw file.error("is a checkpoint of an unknown version of PyTorch")
    }
    let machine = try next("the facts about the machine")
    if case .map(let facts) = machine.value,
      machine.heap.maps[facts].contains(where: {
        if case (.text("little_endian"), .boolean(false)) = ($0.key, $0.value) {
          true
        } else {
          false
        }
      })
    {
      throw file.error("holds big-endian numbers, which are not read")
    }
    let start = end
    let checkpoint = try next("the checkpoint")
    let size = end - start
    let names = try next("the names of the storages")
    guard case .list(let list) = names.value else {
      throw file.error("has \(names.value.described) in place of the names of its storages")
    }
    let types = Dictionary(
      checkpoint.heap.storages.map { ($0.key, $0.type) }, uniquingKeysWith: { first, _ in first })
    var places: [String: Place] = [:]
    for item in names.heap.lists[list] {
      guard case .text(let key) = item, let type = types[key] else {
        throw file.error("keeps a storage that its pickle does not have (byte \(end))")
      }
      var cursor = ByteCursor(try file.read(end, 8, "the size of storage \(quoted(key))"))
      guard let count = cursor.size(width: 8),
        case let place = Place(start: end + 8, count: count, width: type.size),
        case let (length, overflow) = count.multipliedReportingOverflow(by: type.size), !overflow,
        length <= file.size - place.start
      else {
        throw file.error(
          "is cut short, or damaged: the numbers of storage \(quoted(key)) at byte \(end + 8) do not"
            + " fit the file")
      }
      guard places.updateValue(place, forKey: key) == nil else {
        throw file.error("has two storages called \(quoted(key))")
      }
      end = place.start + length
    }
    return PyTorchFile(
      checkpoint, size: size, file, PyTorchStream(file: file, places: places))
  }

  func bytes(of storage: TorchStorage, tensor: String) throws(ModelError) -> [UInt8] {
    guard let place = places[storage.key] else {
      throw file.error(
        "has no storage \(quoted(storage.key)), the numbers of tensor \(quoted(tensor))")
    }
    let size = place.count * place.width
    guard storage.wholeSize == size else {
      throw file.error(
        "has \(size) bytes in storage \(quoted(storage.key)) at byte \(place.start), where tensor"
          + " \(quoted(tensor)) needs \(storage.elements)")
    }
    return storage.part(of: try file.read(place.start, size, "storage \(quoted(storage.key))"))
  }
}
