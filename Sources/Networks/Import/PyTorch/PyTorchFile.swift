import Values

/// Checkpoints as `torch.save` of PyTorch 1.6 and later writes them: a ZIP archive of one pickle,
/// `data.pkl`, and a member of plain numbers for each storage, `data/0`, `data/1`, ….
///
/// Source: torch/serialization.py and caffe2/serialize/inline_container.cc. Nothing in the file is
/// executed.
struct PyTorchFile {
  private let archive: ZipArchive
  /// The folder in the archive that holds everything, with a final slash.
  private let folder: String
  let root: PickleValue
  let heap: PickleHeap
  /// Bytes of the pickle.
  let pickleSize: Int
  var file: RandomAccessFile { archive.file }

  /// Opens a checkpoint and reads its pickle.
  ///
  /// - Throws: `ModelError`.
  init(_ file: RandomAccessFile) throws(ModelError) {
    archive = try ZipArchive(file)
    guard archive["model.weights.h5"] == nil else {
      throw file.error(
        "is an archive of Keras 3; read the model.weights.h5 in it, or save the model as .h5")
    }
    let pickles = archive.members.filter {
      $0.name.hasSuffix("/data.pkl") && $0.name.count { $0 == "/" } == 1
    }
    guard let member = pickles.first, pickles.count == 1 else {
      throw file.error(
        "is a ZIP archive with \(pickles.isEmpty ? "no" : "more than one") data.pkl: it is not a"
          + " PyTorch checkpoint")
    }
    folder = String(member.name.dropLast("data.pkl".count))
    if let order = archive[folder + "byteorder"] {
      guard try archive.bytes(of: order).elementsEqual("little".utf8) else {
        throw file.error("holds big-endian numbers, which are not read")
      }
    }
    guard member.size <= PickleMachine.maximumSize else {
      throw file.error(
        "has \(quoted(member.name)) of \(member.size) bytes, at most \(PickleMachine.maximumSize)"
          + " are read")
    }
    let pickle = try archive.bytes(of: member)
    pickleSize = pickle.count
    (root, heap) = try PickleMachine.run(pickle, name: member.name, file: file.path)
  }

  /// The bytes of a storage.
  ///
  /// - Throws: `ModelError` where it is missing, or has another size than the pickle says.
  private func bytes(of storage: TorchStorage, tensor: String) throws(ModelError) -> [UInt8] {
    let name = "\(folder)data/\(storage.key)"
    guard let member = archive[name] else {
      throw file.error("has no \(quoted(name)), the numbers of tensor \(quoted(tensor))")
    }
    let (size, overflow) = storage.count.multipliedReportingOverflow(by: storage.type.size)
    guard !overflow, member.size == size else {
      throw file.error(
        "has \(member.size) bytes in \(quoted(name)) at byte \(member.data), where tensor"
          + " \(quoted(tensor)) needs \(storage.count) \(storage.type.rawValue) elements")
    }
    return try archive.bytes(of: member)
  }

  /// Reads tensors by name; each storage is read once, and kept while tensors share it.
  ///
  /// - Throws: `ModelError`, also where shared and repeated elements would make the tensors much
  ///   larger than the file.
  func entries(_ tensors: [(name: String, tensor: TorchTensor)]) throws(ModelError)
    -> [ModelWeights.Entry]
  {
    var users: [TorchStorage: Int] = [:]
    var total = 0
    for (name, tensor) in tensors {
      users[tensor.storage, default: 0] += 1
      let (size, overflow) = tensor.layout.count.multipliedReportingOverflow(
        by: tensor.storage.type.size)
      let (sum, tooMany) = total.addingReportingOverflow(size)
      guard !overflow, !tooMany, sum / 4 <= archive.unpackedSize else {
        throw file.error(
          "repeats its numbers so often that its tensors are larger than four times the file; the"
            + " first too many is \(quoted(name)) of shape \(tensor.layout.shape)")
      }
      total = sum
    }
    var kept: [TorchStorage: [UInt8]] = [:]
    var entries: [ModelWeights.Entry] = []
    for (name, tensor) in tensors {
      let storage = tensor.storage
      let bytes: [UInt8]
      if let known = kept[storage] {
        bytes = known
      } else {
        bytes = try self.bytes(of: storage, tensor: name)
      }
      let left = (users[storage] ?? 1) - 1
      users[storage] = left
      kept[storage] = left > 0 ? bytes : nil
      let values = bytes.withUnsafeBytes { ModelTensor(storage.type, tensor.layout, of: $0) }
      entries.append(ModelWeights.Entry(name, storage.type, values))
    }
    return entries
  }
}
