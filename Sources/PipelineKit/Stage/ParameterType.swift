/// The type and range of a parameter.
public indirect enum ParameterType: Sendable, Equatable {
  case boolean
  case integer(minimum: Int? = nil, maximum: Int? = nil)
  /// Bounds are inclusive.
  case number(minimum: Double? = nil, maximum: Double? = nil)
  case string
  /// A path, resolved against the manifest's folder.
  case path
  case choice([String])
  case list(of: ParameterType, minimumCount: Int = 0)
  /// A text, or lists and mappings of texts; the stage says what it may be.
  case tree
}
