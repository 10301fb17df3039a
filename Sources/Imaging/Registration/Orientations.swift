/// Turns that bring the axes of space onto each other.
enum Orientations {
  /// The 24 of them as matrices by row, none first.
  static let all: [[Double]] = {
    let orders = [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1], [2, 1, 0], [1, 0, 2]]
    return orders.enumerated().flatMap { number, order in
      (0..<8).compactMap { bits -> [Double]? in
        // An odd order needs an odd number of reversals, so that nothing is mirrored.
        guard bits.nonzeroBitCount % 2 == (number < 3 ? 0 : 1) else { return nil }
        return (0..<9).map { index in
          let (row, column) = (index / 3, index % 3)
          return order[row] == column ? (bits >> row & 1 == 1 ? -1 : 1) : 0
        }
      }
    }
  }()

  /// Turns by 180° about each axis.
  static let halfTurns: [[Double]] = [
    [1, 0, 0, 0, -1, 0, 0, 0, -1], [-1, 0, 0, 0, 1, 0, 0, 0, -1], [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  ]

  /// `180° about the left-right axis`.
  static func name(_ turn: [Double]) -> String {
    let axes = ["left-right", "back-front", "feet-head"]
    let axis = (0..<3).first { turn[4 * $0] == 1 }.map { "the \(axes[$0]) axis" }
    switch turn[0] + turn[4] + turn[8] {
    case 1: return "90° about \(axis ?? "an axis")"
    case 0: return "120° about a diagonal"
    case -1: return "180° about \(axis ?? "a diagonal")"
    default: return "0°"
    }
  }
}
