/// Which way the three axes of a grid point, to the nearest anatomical direction.
public struct Orientation: Sendable, Equatable, CustomStringConvertible {
  /// For each voxel axis the world axis it follows (0 left–right, 1 posterior–anterior,
  /// 2 inferior–superior) and whether it runs towards right, anterior or superior.
  public var axes: [(world: Int, positive: Bool)]

  /// Right, anterior, superior.
  public static let ras = Orientation(axes: [(0, true), (1, true), (2, true)])

  public init(axes: [(world: Int, positive: Bool)]) { self.axes = axes }

  /// - Parameter code: three letters as `description` gives, `RAS` or `lia`.
  /// - Returns: `nil` where a direction is missing or named twice.
  public init?(_ code: String) {
    let letters: [Character: (world: Int, positive: Bool)] = [
      "L": (0, false), "R": (0, true), "P": (1, false), "A": (1, true), "I": (2, false),
      "S": (2, true),
    ]
    let axes = code.uppercased().compactMap { letters[$0] }
    guard code.count == 3, axes.count == 3, Set(axes.map(\.world)).count == 3 else { return nil }
    self.axes = axes
  }

  /// Three letters, one a voxel axis, that name where each axis ends up: `RAS`, `LIA`, ….
  public var description: String {
    let letters = [["L", "R"], ["P", "A"], ["I", "S"]]
    return axes.map { letters[$0.world][$0.positive ? 1 : 0] }.joined()
  }

  public static func == (a: Orientation, b: Orientation) -> Bool {
    a.description == b.description
  }
}

extension Affine {
  /// The orientation nearest to this voxel-to-world matrix.
  ///
  /// Of the six ways to match voxel axes with world axes, the one with the largest sum of absolute
  /// cosines is taken; for oblique grids the answer is thus still a permutation.
  public var orientation: Orientation {
    let sizes = voxelSizes
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    func score(_ order: [Int]) -> Double {
      (0..<3).reduce(0) { $0 + abs(self[order[$1], $1]) / sizes[$1] }
    }
    let best = orders.max { score($0) < score($1) } ?? orders[0]
    return Orientation(axes: (0..<3).map { (best[$0], self[best[$0], $0] >= 0) })
  }

  /// Direction cosines of FreeSurfer's conformed grids: axes towards left, inferior, anterior.
  public static let directionsLIA: [Double] = [-1, 0, 0, 0, 0, 1, 0, -1, 0]
}
