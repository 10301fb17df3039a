import Files
import PipelineKit

/// The identity of a file's bytes.
enum SourceDigest {
  /// SHA-256 of a file.
  ///
  /// - Throws: `StageError` where it cannot be read.
  static func sha256(_ path: String) throws -> Digest {
    var hasher = ByteHasher()
    do { try RegularFile(path).forEachBlock { hasher.update($0) } } catch {
      throw StageError("\(path) \(error)")
    }
    return hasher.finalize()
  }
}
