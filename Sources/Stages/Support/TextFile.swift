import Glibc
import PipelineKit

/// Whole text files: reading with a limit, and writing whole or not at all.
enum TextFile {
  /// The most bytes that a text file may have.
  static let limit = 1 << 30

  /// The text of a file in UTF-8.
  ///
  /// - Throws: `StageError` where the file cannot be read, is too large or is not UTF-8.
  static func read(_ path: String) throws -> String {
    guard let text = String(validating: try bytes(path), as: UTF8.self) else {
      throw StageError("\(path) is not UTF-8 text; convert it first, for example with iconv")
    }
    return text
  }

  /// The bytes of a file.
  ///
  /// - Throws: `StageError` where the file cannot be read or is too large.
  static func bytes(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "cannot be read") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, "cannot be read") }
      if count == 0 { break }
      bytes += buffer[..<count]
      guard bytes.count <= limit else { throw StageError("\(path) has more than 1 GiB of text") }
    }
    return bytes
  }

  /// Writes to a temporary name beside `path`, then renames.
  ///
  /// - Throws: `StageError` where the file cannot be written; nothing is left behind then.
  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  /// The same of bytes.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let temporary = "\(path).\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path, "cannot be written") }
    let isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
    let error = errno
    let isClosed = close(descriptor) == 0
    guard isWritten, isClosed, rename(temporary, path) == 0 else {
      if !isWritten { errno = error }
      let reason = failure(path, "cannot be written")
      unlink(temporary)
      throw reason
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func failure(_ path: String, _ what: String) -> StageError {
    StageError("\(path) \(what): \(String(cString: strerror(errno)))")
  }
}
