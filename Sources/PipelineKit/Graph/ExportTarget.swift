internal import Files
internal import Glibc

/// Finds out whether a file can be written at a path, as far as that can be known before.
struct ExportTarget {
  /// What stands in the way in folders that were looked at.
  private var folders: [String: String?] = [:]

  /// Why no file can be written at `path`, as the end of a sentence; `nil` where one can.
  mutating func problem(with path: String) -> String? {
    guard path.utf8.count < Int(PATH_MAX) else {
      return "the path has \(path.utf8.count) bytes, more than the system takes"
    }
    var info = stat()
    if stat(path, &info) == 0 {
      switch info.st_mode & S_IFMT {
      case S_IFDIR: return "there is a folder of that name"
      // It may be what is to be written, so that nothing has to be.
      case S_IFREG: return nil
      default: return "what is there is no regular file"
      }
    } else if ![ENOENT, ENOTDIR, ENAMETOOLONG].contains(errno) {
      return systemMessage(errno)
    }
    let folder = PathText.folder(of: path)
    return tooLong(PathText.name(of: path), in: folder) ?? problem(inFolder: folder)
  }

  /// Why no file can be made in a folder, which may have to be made itself.
  private mutating func problem(inFolder folder: String) -> String? {
    if let known = folders[folder] { return known }
    let problem = findProblem(inFolder: folder)
    folders[folder] = .some(problem)
    return problem
  }

  private mutating func findProblem(inFolder folder: String) -> String? {
    var info = stat()
    guard stat(folder, &info) == 0 else {
      guard [ENOENT, ENOTDIR, ENAMETOOLONG].contains(errno), folder != "/" else {
        return "\(quoted(folder)): \(systemMessage(errno))"
      }
      if lstat(folder, &info) == 0, info.st_mode & S_IFMT == S_IFLNK {
        return "\(quoted(folder)) is a link to a folder that is not there"
      }
      let parent = PathText.folder(of: folder)
      return tooLong(PathText.name(of: folder), in: parent) ?? problem(inFolder: parent)
    }
    guard info.st_mode & S_IFMT == S_IFDIR else {
      return "\(quoted(folder)) is a file, not a folder"
    }
    // As the process is now, which is what counts when it writes.
    guard faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 else {
      return "\(quoted(folder)) cannot be written to: \(systemMessage(errno))"
    }
    return nil
  }

  /// Names have at most as many bytes as the file system of the nearest folder takes.
  private func tooLong(_ name: String, in folder: String) -> String? {
    // No file system takes longer names than this without saying so, and most take no shorter ones.
    guard name.utf8.count > 64 else { return nil }
    var nearest = folder
    var info = stat()
    while stat(nearest, &info) != 0, nearest != "/", nearest != "." {
      nearest = PathText.folder(of: nearest)
    }
    let limit = pathconf(nearest, Int32(_PC_NAME_MAX))
    guard limit > 0, name.utf8.count > limit else { return nil }
    return "the name has \(name.utf8.count) bytes; files there have at most \(limit)"
  }
}
