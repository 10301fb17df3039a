/// Files that hold the weights of models, told apart by their first bytes.
public enum ModelFile {
  /// Endings of the formats that are read.
  public static let endings = [".pkl", ".pt", ".pth", ".safetensors", ".h5", ".hdf5"]

  /// Reads the weights that a file holds.
  ///
  /// Nothing in the file is executed, and no more memory is used than a few times its size.
  ///
  /// - Parameter path: a PyTorch checkpoint, safetensors, or Keras HDF5 file.
  /// - Throws: `ModelError` naming the file, and the tensor or the byte at fault.
  public static func read(_ path: String) throws(ModelError) -> ModelWeights {
    let file = try RandomAccessFile(path)
    let start = try file.read(0, min(file.size, 16), "the first bytes")
    if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) || start.starts(with: [0x50, 0x4B, 0x05, 0x06])
    {
      return try PyTorchFile(file).weights()
    }
    if start.starts(with: HDF5Reader.signature) { return try KerasFile(file).weights() }
    // A safetensors file starts with the length of its header, which starts with a brace.
    if start.count > 8, start[8] == 0x7B { return try SafetensorsFile(file).weights() }
    if start.first == 0x80 {
      throw file.error(
        "is a plain pickle, or a checkpoint of PyTorch before 1.6; with PyTorch, load it and save it"
          + " again: torch.save(torch.load(path), path)")
    }
    throw file.error("is not a PyTorch checkpoint, nor safetensors, nor Keras HDF5")
  }
}
