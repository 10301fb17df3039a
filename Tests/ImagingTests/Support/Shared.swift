import Foundation
import Support

/// Reference files that are not part of the project, where they are present.
enum Shared {
  /// The file's path, in `$LASTBIT_SHARED` or in the folder `shared` beside the repository.
  static func path(_ name: String) -> String? {
    let environment = ProcessInfo.processInfo.environment
    let folder = environment["LASTBIT_SHARED"] ?? "\(Repository.root)/../shared"
    let path = "\(folder)/\(name)"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
