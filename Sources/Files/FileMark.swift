internal import CXattr
internal import Glibc

/// The mark that lastbit leaves on files it writes, as an extended attribute: it says that the file
/// can be made again, so that it may be replaced.
///
/// It holds for the file as it was written: its size and modification time are in it. Where the file
/// system keeps no attributes there is none.
public enum FileMark {
  private static let name = "user.lastbit"

  /// Whether lastbit wrote what `path` leads to, and nobody has changed it since.
  public static func isIntact(_ path: String) -> Bool {
    var info = stat()
    guard stat(path, &info) == 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = getxattr(path, name, &bytes, bytes.count)
    return count > 0 && bytes.prefix(count).elementsEqual(text(info).utf8)
  }

  /// Marks a file that is written completely.
  static func set(_ descriptor: Int32) {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { return }
    let bytes = Array(text(info).utf8)
    _ = fsetxattr(descriptor, name, bytes, bytes.count, 0)
  }

  private static func text(_ info: stat) -> String {
    "\(info.st_size) \(info.st_mtim.tv_sec).\(info.st_mtim.tv_nsec)"
  }
}
