import Values

/// Files that hold the weights of models, told apart by their first bytes.
public enum ModelFile {
  /// Endings of the formats that are read; `.tar` as in PyTorch's own `checkpoint.pth.tar`.
  public static let endings = [
    ".pkl", ".pt", ".pth", ".ckpt", ".bin", ".pth.tar", ".pt.tar", ".safetensors", ".h5", ".hdf5",
    ".keras", ".onnx",
  ]

  /// The files that reading `path` opens: the file itself, and those in which ONNX and TensorFlow.js keep
  /// tensors beside it.
  public static func files(of path: String) -> [String] {
    if path.hasSuffix(".onnx") { return [path] + ONNXFile.filesBeside(path) }
    if path.hasSuffix(".json") { return [path] + LayersModel.filesBeside(path) }
    return [path]
  }

  /// Reads the weights that a file holds.
  ///
  /// Nothing in the file is executed, and no more memory is used than a few times its size.
  ///
  /// - Parameters:
  ///   - path: a PyTorch checkpoint, safetensors, Keras or ONNX file, or the `model.json` of
  ///     TensorFlow.js.
  ///   - entry: the entry of a PyTorch checkpoint that holds the weights, `ema` or `nets.ema`; `.`
  ///     for the tensors beside all entries. By default it is found by its name.
  /// - Throws: `ModelError` naming the file, and the tensor or the byte at fault.
  public static func read(_ path: String, entry: String? = nil) throws(ModelError) -> ModelWeights {
    let file = try RandomAccessFile(path)
    let start = try file.read(0, min(file.size, 512), "the first bytes")
    if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) || start.starts(with: [0x50, 0x4B, 0x05, 0x06])
    {
      let archive = try ZipArchive(file)
      if KerasArchive.isArchive(archive) {
        try refuse(entry, file)
        return try KerasArchive.weights(archive)
      }
      return try PyTorchArchive.open(archive).weights(entry: entry)
    }
    if PyTorchStream.isStart(start) { return try PyTorchStream.open(file).weights(entry: entry) }
    if start.starts(with: HDF5Reader.signature) {
      try refuse(entry, file)
      return try KerasFile(file).weights()
    }
    if path.hasSuffix(".json") {
      try refuse(entry, file)
      return try LayersModel(file).weights()
    }
    // A safetensors file starts with the length of its header, which starts with a brace; the length
    // may look like the beginning of an ONNX file.
    if !path.hasSuffix(".onnx"), start.count > 8, start[8] == 0x7B {
      try refuse(entry, file)
      return try SafetensorsFile(file).weights()
    }
    if path.hasSuffix(".onnx") || ONNXFile.isStart(start) {
      try refuse(entry, file)
      return try ONNXFile(file).weights()
    }
    if start.first == 0x80 {
      throw file.error(
        "is a plain pickle, not a checkpoint of torch.save; with PyTorch, save its tensors as a"
          + " dictionary: torch.save(weights, path)")
    }
    if start.count > 262, start[257..<262].elementsEqual("ustar".utf8) {
      throw file.error(
        "is a tar archive: a checkpoint of PyTorch before 0.2, or one that was packed; unpack it, or"
          + " load it with PyTorch and save it again: torch.save(torch.load(path), path)")
    }
    throw file.error(
      "is not a PyTorch checkpoint, nor safetensors, nor Keras HDF5, nor ONNX, nor TensorFlow.js")
  }

  private static func refuse(_ entry: String?, _ file: RandomAccessFile) throws(ModelError) {
    guard let entry else { return }
    throw file.error("is no PyTorch checkpoint: it has no entry \(quoted(entry)) to choose")
  }
}
