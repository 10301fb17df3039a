import Glibc

/// A regular file that is read piece by piece, never beyond its size; or a file within an archive.
final class RandomAccessFile: Sendable {
  let path: String
  /// Bytes, when the file was opened.
  let size: Int
  /// -1 where the bytes are in memory.
  private let descriptor: CInt
  private let content: [UInt8]

  /// - Throws: `ModelError` where there is no such file, or it is not a regular file or not
  ///   readable.
  init(_ path: String) throws(ModelError) {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let error = Self.failure(path, errno)
      close(descriptor)
      throw error
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw ModelError("is \(isFolder ? "a folder" : "not a regular file")", file: path)
    }
    self.path = path
    self.size = Int(status.st_size)
    self.descriptor = descriptor
    content = []
  }

  /// A file that another one holds and whose bytes are in memory; `path` is how messages call it.
  init(_ content: [UInt8], path: String) {
    self.path = path
    self.content = content
    size = content.count
    descriptor = -1
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// An error about this file.
  func error(_ message: String) -> ModelError { ModelError(message, file: path) }

  /// The bytes of `range`.
  ///
  /// - Parameter what: names the part in messages.
  /// - Throws: `ModelError` where the file ends before that.
  func read(_ offset: Int, _ count: Int, _ what: String) throws(ModelError) -> [UInt8] {
    let (end, overflow) = offset.addingReportingOverflow(count)
    guard offset >= 0, count >= 0, !overflow, end <= size else {
      throw error("is cut short: \(what) at byte \(offset) has \(count) bytes, the file \(size)")
    }
    guard descriptor >= 0 else { return Array(content[offset..<end]) }
    var problem: ModelError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = 0
      while filled < count, let base = buffer.baseAddress {
        let length = pread(descriptor, base + filled, count - filled, offset + filled)
        if length < 0, errno == EINTR { continue }
        guard length > 0 else {
          problem =
            length < 0 ? Self.failure(path, errno) : error("became shorter while it was read")
          return
        }
        filled += length
      }
    }
    if let problem { throw problem }
    return bytes
  }

  private static func failure(_ path: String, _ code: CInt) -> ModelError {
    ModelError("cannot be read: \(String(cString: strerror(code)))", file: path)
  }
}
