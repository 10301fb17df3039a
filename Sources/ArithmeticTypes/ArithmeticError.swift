/// What is wrong with a specification.
public struct ArithmeticError: Error, Sendable {
  /// The option to point at, or `nil` for the backend's name.
  public var option: String?
  /// What is wrong and what would be right.
  public var message: String
  /// The nearest known names, for "did you mean".
  public var candidates: [String]

  public init(option: String? = nil, message: String, candidates: [String] = []) {
    self.option = option
    self.message = message
    self.candidates = candidates
  }
}
