import Arithmetic

/// Rates that fall along half a cosine and start again, each time over more epochs (Loshchilov and Hutter
/// 2017): least + ½ (base − least) (1 + cos(π t / T)), with t epochs since the start of a cycle of T.
public struct CosineWarmRestarts: Schedule {
  public static let name = "cosine-warm-restarts"

  /// Epochs of the first cycle, and how many times longer than the one before each other one is.
  public var first: Int
  public var growth: Int
  public var least: Double

  /// - Precondition: `first` and `growth` are at least one.
  public init(first: Int = 10, growth: Int = 2, least: Double = 0) {
    precondition(first > 0 && growth > 0, "cycles of \(first) epochs, growing by \(growth)")
    (self.first, self.growth, self.least) = (first, growth, least)
  }

  public func rate(_ base: Double, after epochs: Double) -> Double {
    var (start, length) = (0.0, Double(first))
    while growth >= 1, epochs >= start + length {
      start += length
      length *= Double(growth)
    }
    return least + (base - least) * (1 + Self.cosine(Double.pi * (epochs - start) / length)) / 2
  }

  /// Of 0 to π, by Taylor's series around the nearest multiple of π/2: the same on every machine.
  private static func cosine(_ x: Double) -> Double {
    let quarter = (x / (Double.pi / 2)).rounded()
    let rest = x - quarter * (Double.pi / 2)
    let square = rest * rest
    var (cosine, sine, term) = (0.0, 0.0, 1.0)
    for n in stride(from: 0, to: 24, by: 2) {
      cosine += term
      sine += term / Double(n + 1)
      term *= -square / Double((n + 1) * (n + 2))
    }
    sine *= rest
    return quarter == 0 ? cosine : quarter == 1 ? -sine : -cosine
  }
}
