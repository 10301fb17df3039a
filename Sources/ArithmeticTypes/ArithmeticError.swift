/// What is wrong with a specification.
public struct ArithmeticError: Error, Sendable {
  /// The option to point at, or `nil` for the backend's name.
  public var option: String?
  /// The item of the option's list to point at, where it is one of them.
  public var item: String?
  /// What is wrong and what would be right.
  public var message: String
  /// The nearest known names, for "did you mean".
  public var candidates: [String]

  public init(
    option: String? = nil, item: String? = nil, message: String, candidates: [String] = []
  ) {
    self.option = option
    self.item = item
    self.message = message
    self.candidates = candidates
  }
}
