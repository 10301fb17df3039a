internal import Files
internal import Glibc

/// What the checker asks the disk.
enum Folder {
  /// The names in a folder, sorted by bytes, hidden ones left out; `nil` where it cannot be read.
  static func names(in path: String) -> [String]? {
    (try? namesInFolder(path))?.filter { !$0.hasPrefix(".") }
  }

  /// Whether there is something called `path`, a link to nothing included.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Why `path` cannot be read as a file, and what may be meant instead; `nil` where it can.
  static func problem(withFile path: String) -> (message: String, hint: String?)? {
    var status = stat()
    guard stat(path, &status) == 0 else { return missing(path, errno) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return ("\(quoted(path)) is a folder, not a file", nil)
    case S_IFREG:
      do { _ = try RegularFile(path) } catch {
        return error.code.map { ("cannot read \(quoted(path)): \(systemMessage($0))", nil) }
          ?? ("\(quoted(path)) \(error)", nil)
      }
      return nil
    default: return ("\(quoted(path)) is not a regular file", nil)
    }
  }

  private static func missing(_ path: String, _ code: CInt) -> (message: String, hint: String?) {
    guard code == ENOENT else {
      return ("cannot read \(quoted(path)): \(systemMessage(code))", nil)
    }
    var status = stat()
    if lstat(path, &status) == 0 {
      return (
        "\(quoted(path)) is a link to a file that is not there",
        "if git-annex keeps it, get it with 'datalad get' or 'git annex get'"
      )
    }
    let folder = PathText.folder(of: path)
    guard let names = names(in: folder) else {
      return ("no such file \(quoted(path)): there is no folder \(quoted(folder))", nil)
    }
    return (
      "no such file \(quoted(path))", Suggestion.hint(for: PathText.name(of: path), among: names)
    )
  }
}
