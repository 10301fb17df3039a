/// A number and a noun.
public enum Counted {
  /// `1 job`, `640 jobs`.
  public static func text(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
