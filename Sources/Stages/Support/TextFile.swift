import Files
import PipelineKit

/// Whole files: reading with a limit, and writing whole or not at all.
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

  /// The bytes of a file, without a byte order mark.
  ///
  /// - Throws: `StageError` where the file cannot be read or is too large.
  static func bytes(_ path: String) throws -> [UInt8] {
    let bytes: [UInt8]?
    do { bytes = try RegularFile(path).bytes(atMost: limit) } catch {
      throw StageError("\(path) \(error)")
    }
    guard let bytes else { throw StageError("\(path) has more than 1 GiB of text") }
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// Writes a whole file.
  ///
  /// - Throws: `StageError` where the file cannot be written; nothing is left behind then.
  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  /// The same of bytes.
  static func write(_ bytes: [UInt8], to path: String) throws {
    do { try AtomicFile.write(bytes, to: path) } catch { throw StageError(error.description) }
  }
}
