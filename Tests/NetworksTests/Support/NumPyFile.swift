import Arithmetic
import Foundation

@testable import Networks

/// Arrays of numbers in NumPy's `.npy` files and `.npz` archives.
enum NumPyFile {
  static func read(_ path: String) throws -> Tensor<Float> {
    try parse(Array(Data(contentsOf: URL(fileURLWithPath: path))))
  }

  /// The arrays of an archive by name.
  static func readAll(_ path: String) throws -> [String: Tensor<Float>] {
    let archive = try ZipArchive(RandomAccessFile(path))
    return try Dictionary(
      uniqueKeysWithValues: archive.members.map {
        (String($0.name.dropLast(".npy".count)), try parse(archive.bytes(of: $0)))
      })
  }

  struct Unreadable: Error { var header: String }

  /// Version 1.0: magic, two bytes of version, two of the header's length, the header, the numbers.
  private static func parse(_ bytes: [UInt8]) throws -> Tensor<Float> {
    let length = Int(bytes[8]) | Int(bytes[9]) << 8
    let header = String(decoding: bytes[10..<10 + length], as: UTF8.self)
    let isReversed = header.contains("'fortran_order': True")
    guard bytes[6] == 1, let open = header.firstIndex(of: "("),
      let close = header.firstIndex(of: ")"),
      let size = [("'<f4'", 4), ("'<f8'", 8), ("'|u1'", 1)].first(where: { header.contains($0.0) })?
        .1
    else { throw Unreadable(header: header) }
    let shape = header[header.index(after: open)..<close].split(separator: ",").compactMap {
      Int($0.filter(\.isNumber))
    }
    let values = bytes.withUnsafeBytes { buffer in
      (0..<shape.reduce(1, *)).map { place in
        let start = 10 + length + size * place
        return switch size {
        case 4: Float(bitPattern: buffer.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        case 8: Float(buffer.loadUnaligned(fromByteOffset: start, as: Double.self))
        default: Float(buffer[start])
        }
      }
    }
    guard !isReversed else {
      let stored = Tensor(shape: shape.reversed(), values: values)
      let order = Array(shape.indices.reversed())
      let moved = RealTensor.binary32(stored).moved(.transposing(stored.shape, order))
      guard case .binary32(let tensor) = moved else { throw Unreadable(header: header) }
      return tensor
    }
    return Tensor(shape: shape, values: values)
  }
}
