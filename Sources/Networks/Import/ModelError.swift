/// Weights that cannot be read, or that are not what was expected.
public struct ModelError: Error, CustomStringConvertible, Equatable, Sendable {
  /// The file, where one is at fault.
  public var file: String?
  /// What is wrong and what to do; goes on after the file's name.
  public var message: String

  public init(_ message: String, file: String? = nil) {
    self.file = file
    self.message = message
  }

  public var description: String { file.map { "\($0): \(message)" } ?? message }
}
