/// Random numbers that a stage draws for itself, beside those of its arithmetic: noise, initial weights,
/// an order of samples.
///
/// They never depend on the arithmetic: the same numbers meet every one of them.
public struct DrawnStream: Sendable, Hashable {
  /// As `seed: {name: …}` calls it.
  public var name: String
  /// Whether each `repeat` draws other numbers.
  public var followsRepeat: Bool
  /// One line of documentation.
  public var doc: String

  public init(_ name: String, followsRepeat: Bool, _ doc: String) {
    self.name = name
    self.followsRepeat = followsRepeat
    self.doc = doc
  }

  /// Whether the numbers depend on a job's place along an axis.
  func follows(_ axis: String) -> Bool {
    axis != "arithmetic" && (followsRepeat || axis != "repeat")
  }
}
