/// What a plot shows: its name, and how its numbers are written along an axis.
package struct PlotQuantity {
  package let name: String
  /// Of the numbers at ticks.
  package let decimals: Int

  package init(name: String, decimals: Int) {
    self.name = name
    self.decimals = decimals
  }

  package static let bits = PlotQuantity(name: "significant bits", decimals: 0)
  package static let dice = PlotQuantity(name: "least Dice coefficient over pairs", decimals: 2)
  package static let entropy = PlotQuantity(name: "entropy, nats", decimals: 2)

  private var unit: Double { (0..<decimals).reduce(1.0) { unit, _ in unit * 10 } }

  /// Round numbers between two ends, which are multiples of the last decimal.
  package func ticks(from low: Double, to high: Double) -> [(value: Double, text: String)] {
    PlotTicks.values(from: (low * unit).rounded(), to: (high * unit).rounded(), atMost: 8).map {
      ($0 / unit, NumberText.fixed($0 / unit, decimals))
    }
  }

  /// The next multiple of the last decimal below and above.
  package func roundedDown(_ value: Double) -> Double { (value * unit).rounded(.down) / unit }
  package func roundedUp(_ value: Double) -> Double { (value * unit).rounded(.up) / unit }
}
