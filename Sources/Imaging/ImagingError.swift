/// Why an image cannot be worked on, in a sentence for the person at the terminal.
public struct ImagingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong and, where that is not plain, what would be right.
  public var message: String

  public init(_ message: String) { self.message = message }

  public var description: String { message }
}

/// Why a file cannot be read as an image, or an image not written.
public struct ImageFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file, as it was named in the call.
  public var path: String
  /// What is wrong with it.
  public var message: String

  public init(_ path: String, _ message: String) {
    self.path = path
    self.message = message
  }

  public var description: String { "\(path): \(message)" }
}
