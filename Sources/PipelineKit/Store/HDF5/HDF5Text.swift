import CHDF5
import Glibc

/// Reading and writing of variable-length strings, which libhdf5 takes as arrays of C strings.
extension HDF5 {
  /// Calls `body` with C strings for `texts`, valid during the call.
  ///
  /// - Precondition: no text holds a NUL character.
  static func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
  ) -> Result {
    var bytes: [UInt8] = []
    var offsets: [Int] = []
    for text in texts {
      offsets.append(bytes.count)
      bytes.append(contentsOf: text.utf8)
      bytes.append(0)
    }
    return bytes.withUnsafeBytes { buffer in
      let buffer = buffer.assumingMemoryBound(to: CChar.self)
      let pointers = offsets.map { offset in buffer.baseAddress.map { $0 + offset } }
      return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
  }

  /// Reads `count` strings by way of `read`, which fills an array of C strings of `type`.
  static func strings(
    count: Int, type: hid_t, space: hid_t, what: String,
    _ read: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) throws(HDF5Error) -> Void
  ) throws(HDF5Error) -> [String] {
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: max(count, 1))
    pointers.initialize(repeating: nil, count: max(count, 1))
    defer { pointers.deallocate() }
    try read(pointers)
    defer { H5Dvlen_reclaim(type, space, hid_t(H5P_DEFAULT), pointers) }
    var texts: [String] = []
    texts.reserveCapacity(count)
    for index in 0..<count {
      let bytes = UnsafeBufferPointer(
        start: pointers[index], count: pointers[index].map { strlen($0) } ?? 0)
      let text = String(validating: bytes.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard let text else { throw HDF5Error(action: "read \(what)", cause: "text is not UTF-8") }
      texts.append(text)
    }
    return texts
  }
}
