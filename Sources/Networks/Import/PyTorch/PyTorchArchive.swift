import Values

/// Checkpoints as `torch.save` of PyTorch 1.6 and later writes them: a ZIP archive of one pickle,
/// `data.pkl`, and a member of plain numbers for each storage, `data/0`, `data/1`, ….
///
/// Source: torch/serialization.py and caffe2/serialize/inline_container.cc.
struct PyTorchArchive: TorchStorages {
  private let archive: ZipArchive
  /// The folder in the archive that holds everything, with a final slash.
  private let folder: String
  var size: Int { archive.unpackedSize }

  /// Reads the pickle of an archive.
  ///
  /// - Throws: `ModelError`.
  static func open(_ archive: ZipArchive) throws(ModelError) -> PyTorchFile {
    let file = archive.file
    let pickles = archive.members.filter {
      $0.name.hasSuffix("/data.pkl") && $0.name.count { $0 == "/" } == 1
    }
    guard let member = pickles.first, pickles.count == 1 else {
      throw file.error(
        "is a ZIP archive with \(pickles.isEmpty ? "no" : "more than one") data.pkl: it is not a"
          + " PyTorch checkpoint")
    }
    let folder = String(member.name.dropLast("data.pkl".count))
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
    return PyTorchFile(
      try PickleMachine.run(pickle, name: member.name, file: file.path), size: pickle.count, file,
      PyTorchArchive(archive: archive, folder: folder))
  }

  func bytes(of storage: TorchStorage, tensor: String) throws(ModelError) -> [UInt8] {
    let name = "\(folder)data/\(storage.key)"
    guard let member = archive[name] else {
      throw archive.file.error("has no \(quoted(name)), the numbers of tensor \(quoted(tensor))")
    }
    guard member.size == storage.wholeSize else {
      throw archive.file.error(
        "has \(member.size) bytes in \(quoted(name)) at byte \(member.data), where tensor"
          + " \(quoted(tensor)) needs \(storage.elements)")
    }
    return storage.part(of: try archive.bytes(of: member))
  }
}
