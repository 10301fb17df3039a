public import Arithmetic
import Values

/// Data sets and attributes of an HDF5 file from strangers, by path: small ones whole, large ones by rows.
public struct HDF5File {
  private let reader: HDF5Reader
  private let root: HDF5Object

  /// - Throws: `ModelError` where there is no such file, or it is not HDF5.
  public init(_ path: String) throws(ModelError) {
    reader = try HDF5Reader(try RandomAccessFile(path))
    root = try HDF5Object(reader.root, in: reader)
  }

  /// A file whose bytes are in memory; `path` is how messages call it.
  ///
  /// - Throws: `ModelError` where it is not HDF5.
  public init(_ content: [UInt8], path: String) throws(ModelError) {
    reader = try HDF5Reader(RandomAccessFile(content, path: path))
    root = try HDF5Object(reader.root, in: reader)
  }

  /// How messages call the file.
  public var path: String { reader.file.path }

  /// Names of a group's members; `nil` where there is no such group.
  public func members(of path: String) throws(ModelError) -> [String]? {
    guard let group = try reader.find(path, in: root) else { return nil }
    return try reader.members(of: group).map(\.name)
  }

  /// The first text of a data set; `nil` where there is none.
  public func text(_ path: String) throws(ModelError) -> String? {
    guard let object = try reader.find(path, in: root) else { return nil }
    return try reader.texts(inDatasetOf: object, name: path)?.first
  }

  /// All texts of a data set; `nil` where there is none, or it holds numbers.
  public func texts(_ path: String) throws(ModelError) -> [String]? {
    guard let object = try reader.find(path, in: root) else { return nil }
    return try reader.texts(inDatasetOf: object, name: path)
  }

  /// A data set of numbers whose rows stay in the file until they are asked for; `nil` where there is none.
  ///
  /// - Throws: `ModelError` where it holds texts or anything else, is damaged, or ends after the file.
  public func rows(_ path: String) throws(ModelError) -> HDF5Rows? {
    guard let object = try reader.find(path, in: root) else { return nil }
    guard let rows = try reader.rows(of: object, name: path) else {
      throw ModelError(
        "data set \(quoted(path)) holds texts or something else that is not read, where numbers belong",
        file: self.path)
    }
    return rows
  }

  /// The text of an attribute of the group or data set at `path`; `nil` where there is none.
  public func text(attribute: String, of path: String) throws(ModelError) -> String? {
    guard let object = try reader.find(path, in: root) else { return nil }
    return try reader.text(attribute, of: object)
  }

  /// The numbers of a data set, in C order; `nil` where there is none.
  public func numbers(_ path: String) throws(ModelError) -> Tensor<Double>? {
    guard let object = try reader.find(path, in: root) else { return nil }
    guard let tensor = try reader.tensor(of: object, name: path)?.tensor else { return nil }
    func numbers<Number>(_ tensor: Tensor<Number>, _ widen: (Number) -> Double) -> Tensor<Double> {
      Tensor(shape: tensor.shape, values: tensor.values.map(widen))
    }
    return switch tensor {
    case .float32(let tensor): numbers(tensor) { Double($0) }
    case .float64(let tensor): tensor
    case .int64(let tensor): numbers(tensor) { Double($0) }
    case .int32(let tensor): numbers(tensor) { Double($0) }
    case .int16(let tensor): numbers(tensor) { Double($0) }
    case .uint8(let tensor): numbers(tensor) { Double($0) }
    }
  }
}
