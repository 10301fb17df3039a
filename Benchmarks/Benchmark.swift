/// One measurement against a named peer in the same call.
struct Benchmark: Sendable {
  /// What is measured, and against what: `start-up (python3 -c pass)`.
  var name: String
  /// What ours must not exceed, or how it must compare.
  var bar: Bar
  /// What both are counted in.
  var unit = "ms"
  /// Measures both; in `unit`.
  var measure: @Sendable () throws -> (ours: Double, peer: Double)

  enum Bar: Sendable {
    /// Ours takes at most so many milliseconds.
    case milliseconds(Double)
    /// The peer takes at least so many times as long as ours.
    case timesFaster(Double)
    /// Ours takes at most so many times as long as the peer.
    case timesPeer(Double)
  }

  /// One tab-separated line: name, ours, peer, ratio (peer over ours), bar, verdict.
  func line() throws -> String {
    let (ours, peer) = try measure()
    let ratio = peer / ours
    let isMet: Bool
    let bound: String
    switch bar {
    case .milliseconds(let limit): (isMet, bound) = (ours <= limit, "≤ \(rounded(limit)) ms")
    case .timesFaster(let factor): (isMet, bound) = (ratio >= factor, "≥ \(rounded(factor)) ×")
    case .timesPeer(let factor):
      (isMet, bound) = (ours <= factor * peer, "≤ \(rounded(factor)) × peer")
    }
    let fields = [
      name, "\(rounded(ours)) \(unit)", "\(rounded(peer)) \(unit)", "\(rounded(ratio))", bound,
      isMet ? "ok" : "MISS",
    ]
    return fields.joined(separator: "\t")
  }

  /// Three significant digits.
  private func rounded(_ number: Double) -> String {
    guard number.isFinite, number > 0 else { return "\(number)" }
    var scale = 1.0
    while number * scale < 100 { scale *= 10 }
    let digits = (number * scale).rounded() / scale
    return digits == digits.rounded() ? "\(Int(digits))" : "\(digits)"
  }
}
