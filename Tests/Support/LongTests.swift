import Foundation

/// Simulations that take minutes: a part of them runs with every test, all of them with `LASTBIT_LONG=1`
/// (`make test-long`).
public enum LongTests {
  public static let areWanted = ProcessInfo.processInfo.environment["LASTBIT_LONG"] == "1"

  /// How many trials a simulation makes.
  public static func trials(_ few: Int, long many: Int) -> Int { areWanted ? many : few }

  /// Whether `found` of `trials` is what chance gives where each has the probability `level`: within four
  /// deviations.
  public static func agree(_ found: Int, of trials: Int, level: Double) -> Bool {
    let deviation = (Double(trials) * level * (1 - level)).squareRoot()
    return abs(Double(found) - Double(trials) * level) <= 4 * deviation
  }
}
