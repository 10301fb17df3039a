import CPeak

/// What one core can do at most.
enum Peak {
  /// Milliseconds that so many binary32 multiply-adds take at the processor's peak, measured now.
  static func milliseconds(multiplyAdds: Double) -> Double {
    let rounds = 4_000_000
    var done = 0.0
    let least = Timing.leastProcessorTime { done = lastbit_peak_run(rounds) }
    return least * multiplyAdds / done
  }
}
