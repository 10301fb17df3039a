/// Something wrong with the store or one of its files that says nothing of what is stored: the
/// system refuses, or a name is taken.
public struct StoreError: Error, CustomStringConvertible, Sendable {
  /// The file or folder.
  public var path: String
  /// What is wrong and what to do, in one or two sentences; names the file.
  public var description: String
  /// The system's error number, where the system refused.
  public var code: Int32?

  init(_ path: String, _ description: String) {
    self.path = path
    self.description = description
  }

  /// A system call on `path` that failed with `errno`.
  init(system action: String, _ path: String, code: Int32) {
    self.init(path, "cannot \(action) '\(path)': \(systemReason(code))")
    self.code = code
  }
}

/// A file of the store whose bytes are not what was stored: they contradict their seal.
///
/// Only bytes that were read can say so. A file that the system does not give out is a `StoreError`.
public struct DamagedObject: Error, CustomStringConvertible, Sendable, Equatable {
  public var key: JobKey
  /// The file, where it was found.
  public var path: String
  /// What is wrong with it.
  public var reason: String

  /// `nil` where the file was set aside.
  var name: ObjectName? { path.split(separator: "/").last.flatMap { ObjectName(file: String($0)) } }

  public var description: String { "stored result '\(path)' is damaged: \(reason)" }
}
