import Glibc
import PipelineKit

/// The identity of a file's bytes.
enum SourceDigest {
  /// SHA-256 of a file.
  ///
  /// - Throws: `StageError` where it cannot be read.
  static func sha256(_ path: String) throws -> Digest {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var hasher = ByteHasher()
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { return hasher.finalize() }
      block.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  private static func failure(_ path: String) -> StageError {
    StageError("\(path) cannot be read: \(String(cString: strerror(errno)))")
  }
}
