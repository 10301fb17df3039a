internal import Synchronization

/// Exact values of functions, each computed once for all backends that are judged by it.
enum ExactValues {
  private struct Call: Hashable {
    let name: String
    let operands: [UInt64]
  }

  private static let found = Mutex<[Call: ExactNumber]>([:])

  static func of(_ function: ExactFunction, _ x: Double) -> ExactNumber {
    value(Call(name: function.rawValue, operands: [x.bitPattern])) { function(x) }
  }

  static func power(_ x: Double, _ y: Double) -> ExactNumber {
    value(Call(name: "power", operands: [x.bitPattern, y.bitPattern])) {
      ExactFunction.power(x, y)
    }
  }

  private static func value(_ call: Call, _ compute: () -> ExactNumber) -> ExactNumber {
    if let value = found.withLock({ $0[call] }) { return value }
    let value = compute()
    found.withLock { $0[call] = value }
    return value
  }
}
