internal import Glibc

/// The names in a folder, sorted by bytes, without `.` and `..`.
///
/// - Throws: `FileError` where it cannot be read; its code is `ENOENT` where there is no such folder.
public func namesInFolder(_ folder: String) throws(FileError) -> [String] {
  func failure() -> FileError { FileError(folder, "cannot be listed", system: errno) }
  guard let stream = opendir(folder) else { throw failure() }
  defer { closedir(stream) }
  var names: [String] = []
  while true {
    errno = 0
    guard let entry = readdir(stream) else {
      guard errno == 0 else { throw failure() }
      return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != ".", name != ".." { names.append(name) }
  }
}
