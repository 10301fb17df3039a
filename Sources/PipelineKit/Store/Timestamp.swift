internal import Glibc

/// Points in time as text that every program reads.
public enum Timestamp {
  /// `2026-11-30T07:50:51Z` (ISO 8601), in UTC.
  ///
  /// - Parameter nanoseconds: since 1970.
  public static func text(_ nanoseconds: Int) -> String {
    var seconds = time_t(nanoseconds / 1_000_000_000)
    var parts = tm()
    guard gmtime_r(&seconds, &parts) != nil else { return "unknown" }
    var text = [CChar](repeating: 0, count: 40)
    let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
