public import Arithmetic

/// Label maps of nothing that there is: for each voxel the label whose smooth noise is greatest there.
///
/// SynthMorph's random shapes (Hoffmann et al. 2022, IEEE TMI 41): noise of a deviation up to 1 between nodes
/// 32 and 64 voxels apart for each label, carried by displacements of a deviation up to 16 voxels between nodes
/// 16, 32 and 64 voxels apart.
public struct RandomShapes: Sendable, Equatable {
  /// Labels are 1 to this number.
  public var count: Int
  public var extents: [Int]
  private static let noise = [32.0, 64]
  private static let displacement = [16.0, 32, 64]

  /// - Precondition: a label and three extents.
  public init(count: Int, extents: [Int]) {
    precondition(count > 0 && extents.count == 3, "\(count) labels on \(extents)")
    (self.count, self.extents) = (count, extents)
  }

  /// The label of each voxel; nodes are at most as far apart as the longest axis is long.
  public func labels(_ stream: RandomStream, _ arithmetic: any Arithmetic) -> Tensor<Int32> {
    let identity = RealTensor.voxelIndices(extents, arithmetic.format)
    var greatest: RealTensor?
    var labels = [Int32](repeating: 1, count: extents.reduce(1, *))
    for label in 0..<count {
      let first = UInt64(label) << 40
      let noise = Self.sum(1, extents, Self.noise, 1, stream, first, arithmetic)
      let moves = Self.sum(3, extents, Self.displacement, 16, stream, first | 1 << 36, arithmetic)
      let points = arithmetic.add(identity, moves.pointsFirst)
      let own = arithmetic.sample(
        noise.reshaped(extents), at: points, interpolation: .linear, outside: nil)
      guard let best = greatest else {
        greatest = own
        continue
      }
      let (old, new) = (best.doubles, own.doubles)
      for voxel in labels.indices where new[voxel] > old[voxel] { labels[voxel] = Int32(label + 1) }
      greatest = arithmetic.maximum(best, own)
    }
    return Tensor(shape: extents, values: labels)
  }

  /// Fields of several distances between nodes, `[components, X, Y, Z]`, each of a deviation of its own.
  private static func sum(
    _ components: Int, _ extents: [Int], _ scales: [Double], _ deviation: Double,
    _ stream: RandomStream, _ first: UInt64, _ arithmetic: any Arithmetic
  ) -> RealTensor {
    let shortest = Double(extents.max() ?? 1)
    let fields = scales.enumerated().map { place, scale in
      let start = first + UInt64(place) << 32
      // A map that is smaller than the nodes are apart has coarser noise, not less of it.
      let spacing = Swift.min(scale, shortest)
      return SmoothField(
        components: components, extents: extents, spacing: spacing,
        deviation: deviation * spacing / scale * stream.uniform(start + 1 << 31), stream: stream,
        first: start
      ).resized(to: extents, arithmetic)
    }
    return fields.dropFirst().reduce(fields[0]) { arithmetic.add($0, $1) }
  }
}

extension RealTensor {
  /// `[3, X, Y, Z]` as points `[N, 3]`.
  fileprivate var pointsFirst: RealTensor {
    let count = count / 3
    func turned<Number>(_ values: [Number]) -> [Number] {
      (0..<count).flatMap { [values[$0], values[count + $0], values[2 * count + $0]] }
    }
    return switch self {
    case .binary32(let tensor):
      .binary32(Tensor(shape: [count, 3], values: turned(tensor.values)))
    case .binary64(let tensor):
      .binary64(Tensor(shape: [count, 3], values: turned(tensor.values)))
    }
  }
}
