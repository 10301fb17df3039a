import ArgumentParser
import Glibc
import PipelineKit

/// Which store.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: ArgumentHelp(
      """
      The folder that keeps results. Default: $LASTBIT_STORE, or the nearest .lastbit here or in a \
      folder above, or .lastbit here.
      """, valueName: "folder"), completion: .directory)
  var folder: String?

  func validate() throws {
    // An empty name would mean the root of the file system.
    if folder == "" { throw ValidationError("--store needs a folder; the name given is empty") }
  }

  /// The folder to use; it need not exist.
  var path: String {
    if let folder { return folder }
    if let variable = getenv("LASTBIT_STORE"), variable.pointee != 0 {
      return String(cString: variable)
    }
    var above = ""
    // A path has few parts; the bound only guards against a file system that never ends.
    for _ in 0..<64 {
      let candidate = above + ".lastbit"
      if access(candidate, F_OK) == 0 { return candidate }
      if Self.isRoot(above) { break }
      above += "../"
    }
    return ".lastbit"
  }

  private static func isRoot(_ folder: String) -> Bool {
    var here = stat()
    var root = stat()
    guard stat(folder.isEmpty ? "." : folder, &here) == 0, stat("/", &root) == 0 else {
      return true
    }
    return here.st_dev == root.st_dev && here.st_ino == root.st_ino
  }

  /// Opens the store.
  func open() throws(StoreError) -> Store { try Store(at: path) }
}
