import Glibc
import PipelineKit
import Synchronization

/// Finds programs as a shell does.
enum ProgramSearch {
  /// The path of a program; `nil` where there is none.
  ///
  /// - Parameter name: with a `/` in it, a path of its own.
  static func path(of name: String) -> String? {
    if name.contains("/") { return isProgram(name) ? name : nil }
    return folders.lazy.map { "\($0)/\(name)" }.first(where: isProgram)
  }

  /// Where programs are looked for.
  static var folders: [String] { searchPath.split(separator: ":").map(String.init) }

  static var searchPath: String { variable("PATH") ?? "/usr/local/bin:/usr/bin:/bin" }

  /// A variable of this process' environment.
  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func isProgram(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
      && access(path, X_OK) == 0
  }

  /// SHA-256 of a program's file, read once as long as its status stays as it is.
  ///
  /// - Throws: `StageError` where it cannot be read.
  static func digest(of path: String) throws -> String {
    var information = stat()
    stat(path, &information)
    let version = Version(
      path: path, size: Int(information.st_size), seconds: information.st_mtim.tv_sec,
      nanoseconds: information.st_mtim.tv_nsec, inode: UInt64(information.st_ino))
    if let known = digests.withLock({ $0[version] }) { return known }
    let digest = try SourceDigest.sha256(path).hex
    digests.withLock { $0[version] = digest }
    return digest
  }

  private struct Version: Hashable {
    var path: String
    var size: Int
    var seconds: Int
    var nanoseconds: Int
    var inode: UInt64
  }

  private static let digests = Mutex<[Version: String]>([:])
}
