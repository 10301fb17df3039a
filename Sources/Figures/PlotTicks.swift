/// Round numbers along an axis.
package enum PlotTicks {
  /// Multiples of 1, 2 or 5 times a power of ten between whole numbers, and the two ends.
  ///
  /// - Parameter atMost: how many intervals there is room for.
  package static func values(from low: Double, to high: Double, atMost intervals: Int) -> [Double] {
    var step = 1.0
    for factor in [2, 2.5, 2, 2, 2.5, 2, 2, 2.5, 2] where (high - low) / step > Double(intervals) {
      step *= factor
    }
    var ticks = [low]
    var tick = (low / step).rounded(.down) * step + step
    while tick < high {
      // A tick that would run into an end's number gives way to it.
      if tick - low >= step / 2, high - tick >= step / 2 { ticks.append(tick) }
      tick += step
    }
    return ticks + [high]
  }
}
