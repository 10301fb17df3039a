/// Something wrong with the store or one of its files.
public struct StoreError: Error, CustomStringConvertible, Sendable {
  /// The file or folder.
  public var path: String
  /// What is wrong and what to do, in one or two sentences; names the file.
  public var description: String

  init(_ path: String, _ description: String) {
    self.path = path
    self.description = description
  }

  /// A system call on `path` that failed with `errno`.
  init(system action: String, _ path: String, code: Int32) {
    self.init(path, "cannot \(action) '\(path)': \(systemMessage(code))")
  }
}

/// A file of the store whose content is not what was stored: cut short, or changed since.
public struct DamagedObject: Error, CustomStringConvertible, Sendable {
  public var key: JobKey
  /// The file, where it was found.
  public var path: String
  /// What is wrong with it.
  public var reason: String

  public var description: String { "stored result '\(path)' is damaged: \(reason)" }
}
