public import Arithmetic

/// A random diffeomorphism: the flow of a smooth velocity field, by scaling and squaring.
///
/// As neurite's labels_to_image draws them: noise on coarse grids, interpolated linearly, 5 squaring steps
/// (specification of SynthMorph's training by synthesis, Hoffmann et al. 2022, IEEE TMI 41).
public struct RandomDeformation: Sendable, Equatable {
  /// Velocities in voxels, one field a scale.
  public var fields: [SmoothField]
  private static let steps = 5

  public init(fields: [SmoothField]) { self.fields = fields }

  /// - Parameters:
  ///   - extents: of the image, voxels.
  ///   - scales: distances between nodes, voxels.
  ///   - deviation: of the velocities, voxels.
  public init(extents: [Int], scales: [Double], deviation: Double, stream: RandomStream) {
    fields = scales.enumerated().map { place, scale in
      SmoothField(
        components: 3, extents: extents, spacing: scale, deviation: deviation, stream: stream,
        first: UInt64(place) << 32)
    }
  }

  /// Where each voxel's label comes from: points `[N, 3]` in voxels; `nil` where nothing moves.
  ///
  /// The flow is made at half the resolution, as there.
  public func points(extents: [Int], _ arithmetic: any Arithmetic) -> RealTensor? {
    guard fields.contains(where: { $0.values.contains { $0 != 0 } }) else { return nil }
    let half = extents.map { max(2, ($0 + 1) / 2) }
    var velocity: RealTensor?
    for field in fields {
      let own = field.resized(to: half, arithmetic)
      velocity = velocity.map { arithmetic.add($0, own) } ?? own
    }
    guard let velocity else { return nil }
    // Voxels of the half grid.
    let ratio = zip(extents, half).map { Double($0 - 1) / Double(max($1 - 1, 1)) }
    let small = zip(Self.components(velocity), ratio).map {
      arithmetic.multiply($0, 1 / ($1 * Double(1 << Self.steps)))
    }
    let identity = Self.identity(half, arithmetic.format)
    var flow = small
    for _ in 0..<Self.steps {
      let points = Self.stacked(zip(flow, identity).map { arithmetic.add($0, $1) })
      flow = flow.map { component in
        arithmetic.add(
          component, arithmetic.sample(component.reshaped(half), at: points, outside: nil))
      }
    }
    let full = Self.identity(extents, arithmetic.format)
    let moved = (0..<3).map { axis in
      let large = arithmetic.resize(
        flow[axis].reshaped([1, 1] + half), to: extents, alignment: .centres)
      return arithmetic.add(
        arithmetic.multiply(large.reshaped([large.count]), ratio[axis]), full[axis])
    }
    return Self.stacked(moved)
  }

  private static func components(_ field: RealTensor) -> [RealTensor] {
    let count = field.count / 3
    switch field {
    case .binary32(let tensor):
      return (0..<3).map {
        .binary32(
          Tensor(shape: [count], values: Array(tensor.values[$0 * count..<($0 + 1) * count])))
      }
    case .binary64(let tensor):
      return (0..<3).map {
        .binary64(
          Tensor(shape: [count], values: Array(tensor.values[$0 * count..<($0 + 1) * count])))
      }
    }
  }

  /// Three lists as points.
  private static func stacked(_ lists: [RealTensor]) -> RealTensor {
    func points<Number>(_ x: [Number], _ y: [Number], _ z: [Number]) -> Tensor<Number> {
      var values: [Number] = []
      values.reserveCapacity(3 * x.count)
      for place in x.indices {
        values.append(x[place])
        values.append(y[place])
        values.append(z[place])
      }
      return Tensor(shape: [x.count, 3], values: values)
    }
    if case .binary32(let x) = lists[0], case .binary32(let y) = lists[1],
      case .binary32(let z) = lists[2]
    {
      return .binary32(points(x.values, y.values, z.values))
    }
    return .binary64(points(lists[0].doubles, lists[1].doubles, lists[2].doubles))
  }

  /// Indices along each axis.
  private static func identity(_ extents: [Int], _ format: RealFormat) -> [RealTensor] {
    let (y, z) = (extents[1], extents[2])
    let count = extents.reduce(1, *)
    return (0..<3).map { axis in
      let values = (0..<count).map { voxel in
        Double(axis == 0 ? voxel / (y * z) : axis == 1 ? voxel / z % y : voxel % z)
      }
      return RealTensor(format, shape: [count], values)
    }
  }
}
