/// A file outside the store, with all that says how it is read.
public struct SourceItem: Sendable, Hashable {
  /// Absolute.
  public var path: String
  public var type: ArtifactType
  /// Values of the reader's options that the manifest gives, by name; paths among them are absolute.
  public var options: [String: Value]

  public init(_ path: String, as type: ArtifactType, options: [String: Value] = [:]) {
    self.path = path
    self.type = type
    self.options = options
  }

  /// The choice, text or path that the manifest gives for an option; `nil` where it gives none.
  public func text(_ option: String) -> String? {
    guard case .string(let text)? = options[option] else { return nil }
    return text
  }

  /// The whole number that the manifest gives for an option; `nil` where it gives none.
  public func integer(_ option: String) -> Int? {
    guard case .integer(let number)? = options[option] else { return nil }
    return number
  }
}

/// A key of a source that says how its files are read: it drives checking, the JSON Schema and keys.
///
/// A value may hold `$axis` for each axis of the source. An option of type `path` may also name
/// another source of the manifest, whose file with the same values along the axes is meant.
public struct SourceOption: Sendable {
  public var name: String
  /// Anything but a list.
  public var type: ParameterType
  /// The types of sources that it can be written at.
  public var suits: [ArtifactType]
  /// One line of documentation.
  public var doc: String

  public init(_ name: String, _ type: ParameterType, suits: [ArtifactType], _ doc: String) {
    self.name = name
    self.type = type
    self.suits = suits
    self.doc = doc
  }
}
