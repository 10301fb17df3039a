import Values

/// A ZIP archive whose members are stored as they are, each beginning at a multiple of 64 bytes, as
/// PyTorch writes its checkpoints.
///
/// Source: PKWARE's APPNOTE 6.3; caffe2/serialize/inline_container.cc for the alignment.
struct StoredZip {
  private let folder: String
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// - Parameter folder: that all members lie in.
  init(folder: String) { self.folder = folder }

  mutating func add(_ name: String, _ content: [UInt8]) {
    let path = Array("\(folder)/\(name)".utf8)
    let start = bytes.count
    let sum = Deflate.checksum(content)
    // An extra field of its own fills up to the alignment: four bytes and zeros.
    let header = start + 30 + path.count + 4
    let padding = (64 - header % 64) % 64
    func fields(_ target: inout [UInt8], extra: Int) {
      // Version, flags, method, time and date of 1 January 1980.
      for number: UInt16 in [20, 0x0800, 0, 0, 0x21] { Self.append(number, &target) }
      Self.append(sum, &target)
      for _ in 0..<2 { Self.append(UInt32(truncatingIfNeeded: content.count), &target) }
      Self.append(UInt16(path.count), &target)
      Self.append(UInt16(extra), &target)
    }
    Self.append(UInt32(0x0403_4B50), &bytes)
    fields(&bytes, extra: padding + 4)
    bytes += path
    Self.append(UInt16(0x4246), &bytes)
    Self.append(UInt16(padding), &bytes)
    bytes += [UInt8](repeating: 0, count: padding)
    bytes += content

    Self.append(UInt32(0x0201_4B50), &directory)
    Self.append(UInt16(20), &directory)
    fields(&directory, extra: 0)
    // Comment, disk, attributes.
    for number: UInt16 in [0, 0, 0, 0, 0] { Self.append(number, &directory) }
    Self.append(UInt32(truncatingIfNeeded: start), &directory)
    directory += path
    count += 1
  }

  /// - Throws: `ModelError` where the archive would need 64-bit sizes.
  func finished() throws(ModelError) -> [UInt8] {
    guard bytes.count + directory.count < Int(UInt32.max), count < Int(UInt16.max) else {
      throw ModelError("a checkpoint of PyTorch of over 4 GiB is not written: use .safetensors")
    }
    var end: [UInt8] = []
    Self.append(UInt32(0x0605_4B50), &end)
    for number in [0, 0, UInt16(count), UInt16(count)] { Self.append(number, &end) }
    Self.append(UInt32(directory.count), &end)
    Self.append(UInt32(bytes.count), &end)
    Self.append(UInt16(0), &end)
    return bytes + directory + end
  }

  private static func append<Number: FixedWidthInteger>(_ number: Number, _ bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }
}
