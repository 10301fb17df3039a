import Glibc

/// Paths as they look from where the user stands.
enum WorkingFolder {
  /// `path` from the root on.
  static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let pointer = getcwd(nil, 0) else { return path }
    defer { free(pointer) }
    return String(cString: pointer) + "/" + path
  }

  /// `path` without the working directory in front, where it lies inside.
  static func relative(_ path: String) -> String {
    guard let pointer = getcwd(nil, 0) else { return path }
    defer { free(pointer) }
    let folder = String(cString: pointer) + "/"
    return path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
  }
}
