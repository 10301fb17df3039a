import Files

/// A regular file that is read piece by piece, never beyond its size; or a file within an archive.
final class RandomAccessFile: Sendable {
  let path: String
  /// Bytes, when the file was opened.
  let size: Int
  /// `nil` where the bytes are in memory.
  private let file: RegularFile?
  private let content: [UInt8]

  /// - Parameter followsLinks: whether the path may be a symbolic link.
  /// - Throws: `ModelError` where there is no such file, or it is not a regular file or not
  ///   readable.
  init(_ path: String, followsLinks: Bool = true) throws(ModelError) {
    let file: RegularFile
    do { file = try RegularFile(path, followsLinks: followsLinks) } catch {
      throw ModelError(
        error == .link
          ? "is a link, which a model's tensors must not lie in" : "\(error)", file: path)
    }
    self.path = path
    size = file.size
    self.file = .some(file)
    content = []
  }

  /// A file that another one holds and whose bytes are in memory; `path` is how messages call it.
  init(_ content: [UInt8], path: String) {
    self.path = path
    self.content = content
    size = content.count
    file = nil
  }

  /// An error about this file.
  func error(_ message: String) -> ModelError { ModelError(message, file: path) }

  /// Checks that the file has `count` bytes from `offset` on.
  ///
  /// - Throws: `ModelError` where it ends before that.
  func require(_ offset: Int, _ count: Int, _ what: String) throws(ModelError) {
    let (end, overflow) = offset.addingReportingOverflow(count)
    guard offset >= 0, count >= 0, !overflow, end <= size else {
      throw error("is cut short: \(what) at byte \(offset) has \(count) bytes, the file \(size)")
    }
  }

  /// The bytes of `range`.
  ///
  /// - Parameter what: names the part in messages.
  /// - Throws: `ModelError` where the file ends before that.
  func read(_ offset: Int, _ count: Int, _ what: String) throws(ModelError) -> [UInt8] {
    try require(offset, count, what)
    if file == nil { return Array(content[offset..<offset + count]) }
    var problem: ModelError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(RegularFile.Problem) {
        filled = try file?.read(into: UnsafeMutableRawBufferPointer(buffer), at: offset) ?? 0
        if filled < count { problem = error("became shorter while it was read") }
      } catch let failure {
        filled = 0
        problem = error("\(failure)")
      }
    }
    if let problem { throw problem }
    return bytes
  }
}
