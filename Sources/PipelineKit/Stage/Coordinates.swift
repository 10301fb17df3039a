/// Names and values of axes, in a fixed order: which combination a job or an item stands for.
///
/// Values are strings, always: `0051` stays `0051`.
public struct Coordinates: Hashable, Sendable, CustomStringConvertible {
  /// One axis and the value taken along it.
  public struct Entry: Hashable, Sendable {
    public var axis: String
    public var value: String

    public init(_ axis: String, _ value: String) {
      self.axis = axis
      self.value = value
    }
  }

  public var entries: [Entry]

  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// The value along `axis`, where there is one.
  public subscript(axis: String) -> String? { entries.first { $0.axis == axis }?.value }

  /// `subject=01 repeat=3`, or empty.
  public var description: String {
    entries.map { "\($0.axis)=\($0.value)" }.joined(separator: " ")
  }
}
