/// One axis of a plot: its name with the unit, its ends, and the numbers written along it.
package struct Axis {
  package let title: String
  package let low: Double
  package let high: Double
  package let ticks: [(value: Double, text: String)]

  /// An axis with these ends, and round numbers between them.
  ///
  /// - Parameters:
  ///   - title: with the unit: `age, years`.
  ///   - low, high: where they are the same or not finite, an axis around what is there.
  ///   - most: intervals between numbers.
  package init(_ title: String, from low: Double, to high: Double, atMost most: Int = 6) {
    let (low, high) = Axis.ends(low, high)
    let step = Axis.step(high - low, most)
    self.init(title, low, high, step: step)
  }

  /// An axis that holds all finite numbers of some, and ends at round numbers.
  package init(
    _ title: String, covering values: some Sequence<Double>, withZero: Bool = false,
    atMost most: Int = 6
  ) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    if withZero { (low, high) = (min(low, 0), max(high, 0)) }
    (low, high) = Axis.ends(low, high)
    let step = Axis.step(high - low, most)
    // An end that a rounding carried over a round number is that number.
    self.init(
      title, (low / step + 1e-9).rounded(.down) * step, (high / step - 1e-9).rounded(.up) * step,
      step: step)
  }

  /// An axis of a quantity that ends where it is told to, with numbers at both ends.
  package init(_ quantity: PlotQuantity, from low: Double, to high: Double) {
    (title, self.low, self.high) = (quantity.name, low, high)
    ticks = quantity.ticks(from: low, to: high)
  }

  private init(_ title: String, _ low: Double, _ high: Double, step: Double) {
    (self.title, self.low, self.high) = (title, low, high)
    var decimals = 0
    var scaled = step
    while decimals < 12, abs(scaled - scaled.rounded()) > 1e-6 * scaled {
      scaled *= 10
      decimals += 1
    }
    var place = (low / step - 1e-9).rounded(.up)
    var ticks: [(value: Double, text: String)] = []
    while place * step <= high + 1e-9 * step, ticks.count < 64 {
      ticks.append((place * step, NumberText.fixed(place * step, decimals)))
      place += 1
    }
    self.ticks = ticks
  }

  /// Two different finite ends, the lower first.
  private static func ends(_ low: Double, _ high: Double) -> (Double, Double) {
    guard low.isFinite, high.isFinite else { return (0, 1) }
    guard low != high else {
      let reach = low == 0 ? 1 : abs(low) * 0.1
      return (low - reach, low + reach)
    }
    return low < high ? (low, high) : (high, low)
  }

  /// 1, 2 or 5 times a power of ten, so that `span` holds at most `most` of it.
  private static func step(_ span: Double, _ most: Int) -> Double {
    var step = 1.0
    while step * Double(most) >= span * 10, step > 1e-300 { step /= 10 }
    while step * Double(most) < span / 10, step < 1e300 { step *= 10 }
    for factor in [0.1, 0.2, 0.5, 1, 2, 5, 10]
    where step * factor * Double(most) >= span * (1 - 1e-9) {
      return step * factor
    }
    return step * 10
  }

  /// Where a number lies, 0 at the lower end and 1 at the upper.
  package func position(_ value: Double) -> Double { (value - low) / (high - low) }

  /// `age, years, from 20 to 80`.
  package var words: String {
    "\(title), from \(NumberText.short(low)) to \(NumberText.short(high))"
  }
}
