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

  /// The part of a job's coordinates that the numbers depend on.
  func relevant(_ coordinates: Coordinates) -> Coordinates {
    Coordinates(
      coordinates.entries.filter {
        $0.axis != "arithmetic" && (followsRepeat || $0.axis != "repeat")
      })
  }
}
