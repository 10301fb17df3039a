/// Sizes of files.
enum ByteText {
  /// `512 B`, `3.1 MiB`.
  static func text(_ bytes: Int) -> String {
    guard bytes >= 1024 else { return "\(bytes) B" }
    var amount = Double(bytes)
    for unit in ["KiB", "MiB", "GiB"] {
      amount /= 1024
      if amount < 1024 || unit == "GiB" {
        let tenths = Int((amount * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(unit)"
      }
    }
    return "\(bytes) B"
  }
}
