internal import Glibc

/// Why a file cannot be opened, read or written.
public struct FileError: Error, Equatable, CustomStringConvertible {
  public var path: String
  /// What is wrong, without the path: `cannot be written: No space left on device`.
  public var reason: String
  /// The system's number of the error, where it is the system's.
  public var code: Int32?

  public var description: String { "\(path) \(reason)" }

  public init(_ path: String, _ reason: String, code: Int32? = nil) {
    self.path = path
    self.reason = reason
    self.code = code
  }

  /// - Parameter what: what cannot be done: `cannot be written`.
  init(_ path: String, _ what: String, system code: Int32) {
    self.init(path, "\(what): \(systemMessage(code))", code: code)
  }
}

/// The system's words for an error number, on any thread.
public func systemMessage(_ code: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
  return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
