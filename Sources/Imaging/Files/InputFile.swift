import CNIfTI
import Files
import Glibc

/// A file read from its beginning, unpacked on the way where it is gzip.
///
/// Opened by its first bytes and not by its name: what is compressed is unpacked.
struct InputFile: ~Copyable {
  let path: String
  /// Bytes on disk.
  let size: Int
  /// Whether the bytes on disk are gzip.
  let isCompressed: Bool
  private let stream: gzFile
  /// Bytes (unpacked) consumed so far.
  private(set) var position = 0

  /// - Throws: `ImageFileError` where there is no such file, or it is not a regular file, empty or
  ///   not readable.
  init(_ path: String) throws(ImageFileError) {
    let file: RegularFile
    do { file = try RegularFile(path) } catch { throw ImageFileError(path, "\(error)") }
    guard file.size > 0 else { throw ImageFileError(path, "is empty") }
    guard let stream = gzdopen(dup(file.descriptor), "rb") else {
      throw ImageFileError(path, "cannot be read: out of memory or of file descriptors")
    }
    gzbuffer(stream, 1 << 18)
    self.path = path
    self.size = file.size
    self.stream = stream
    self.isCompressed = gzdirect(stream) == 0
  }

  deinit { gzclose(stream) }

  /// The most bytes that can come out: deflate packs at best 1032 to 1.
  var largestContent: Int {
    guard isCompressed else { return size }
    let (bytes, overflow) = size.multipliedReportingOverflow(by: 1032)
    return overflow ? .max : bytes
  }

  /// Fills `bytes` as far as the file goes and says how far that was.
  mutating func read(into bytes: UnsafeMutableRawBufferPointer) throws(ImageFileError) -> Int {
    var filled = 0
    while filled < bytes.count, let base = bytes.baseAddress {
      let wanted = UInt32(min(bytes.count - filled, 1 << 30))
      let count = gzread(stream, base + filled, wanted)
      guard count >= 0 else { throw damage() }
      if count == 0 { break }
      filled += Int(count)
    }
    position += filled
    return filled
  }

  /// Fills `bytes`, or says that `what` is cut short.
  mutating func fill(_ bytes: UnsafeMutableRawBufferPointer, _ what: String)
    throws(ImageFileError)
  {
    let start = position
    let count = try read(into: bytes)
    guard count == bytes.count else {
      // A gzip stream that stops in the middle is worth telling from a short one.
      if isCompressed, streamError != Z_OK { throw damage() }
      throw ImageFileError(
        path,
        "is cut short: \(what) ends at byte \(start + bytes.count), the file"
          + "\(isCompressed ? " unpacked" : "") at \(start + count)")
    }
  }

  /// Moves forward to `offset`, or says that `what` is cut short.
  mutating func skip(to offset: Int, _ what: String) throws(ImageFileError) {
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { scratch.deallocate() }
    while position < offset {
      let length = min(scratch.count, offset - position)
      try fill(UnsafeMutableRawBufferPointer(rebasing: scratch[..<length]), what)
    }
  }

  /// Reads a gzip stream to its end, so that its checksum is compared; other files are left alone.
  mutating func verifyChecksum() throws(ImageFileError) {
    guard isCompressed else { return }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { scratch.deallocate() }
    while try read(into: scratch) == scratch.count {}
    if streamError != Z_OK { throw damage() }
  }

  private var streamError: Int32 {
    var code: Int32 = Z_OK
    _ = gzerror(stream, &code)
    return code
  }

  private func damage() -> ImageFileError {
    var code: Int32 = Z_OK
    let text = gzerror(stream, &code)
    let reason =
      switch code {
      case Z_BUF_ERROR: "it ends in the middle"
      case Z_ERRNO: systemMessage(errno)
      default: text.map { String(cString: $0) } ?? "code \(code)"
      }
    return ImageFileError(path, "is a damaged \(isCompressed ? "gzip " : "")file: \(reason)")
  }
}
