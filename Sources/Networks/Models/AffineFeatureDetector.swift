public import Arithmetic
import Values

/// SynthMorph's network of affine registration (Hoffmann et al. 2023): it detects the same 64 structures
/// in each of two images and fits a transform to their centres.
///
/// Source: `VxmAffineFeatureDetector` of VoxelMorph (commit ca28315): four convolutions with leaky ReLU
/// and pooling, four without, and one with ReLU, on every second voxel; centres of mass; a fit weighted
/// by how much of a structure both images show, averaged with the inverse of the fit the other way.
public struct AffineFeatureDetector: Sendable {
  /// The graph that gives features, `[1, K, X / 32, Y / 32, Z / 32]`, of an image `[1, 1, X, Y, Z]`.
  public let network: Network

  /// Pooling levels.
  private static let levels = 4
  /// What the images' sides have to be multiples of.
  public static let granularity = 2 << levels

  /// - Throws: `ModelError` where the weights are not a chain of nine convolutions of 3³ from one
  ///   channel on.
  public init(_ weights: ModelWeights) throws(ModelError) {
    let reader = WeightReader(weights)
    let suffix = weights.format == .keras ? ".kernel" : ".weight"
    let names = weights.names.filter { $0.hasSuffix(suffix) }.map {
      String($0.dropLast(suffix.count))
    }
    guard names.count == 2 * Self.levels + 1 else {
      throw ModelError(
        "SynthMorph's affine network has \(2 * Self.levels + 1) convolutions, these weights have "
          + "\(names.count): \(Listing.text(names.map(quoted)))")
    }
    var channels = 1
    var chain: [FilteredLayer] = []
    for (number, name) in names.enumerated() {
      let layer = reader.layer(name, as: "conv\(number)")
      let own = try FilteredLayer(layer, channels: channels)
      chain.append(own)
      channels = own.channels
    }
    try reader.finish()
    network = try Self.network(chain)
  }

  /// Every second voxel, convolutions with leaky ReLU of which the first ones are pooled, and a last one
  /// with ReLU.
  private static func network(_ chain: [FilteredLayer]) throws(ModelError) -> Network {
    var nodes = NetworkBuilder()
    let image = nodes.input(
      "image", .float32, [.fixed(1), .fixed(1)] + ["x", "y", "z"].map { .named($0) })
    func integers(_ name: String, _ values: [Int64]) -> NetworkBuilder.Value {
      nodes.parameter(.init(name, .int64, .int64(Tensor(shape: [values.count], values: values))))
    }
    let parts = [
      integers("halving.starts", [0, 0, 0]), integers("halving.ends", [.max, .max, .max]),
      integers("halving.axes", [2, 3, 4]), integers("halving.steps", [2, 2, 2]),
    ]
    let features = nodes.layer("detect") { nodes in
      var x = nodes.add("Slice", [image] + parts)
      for (number, layer) in chain.dropLast().enumerated() {
        x = layer.addActivated(to: &nodes, x)
        if number < levels { x = nodes.add("MaxPool", [x], RegistrationUNet.pooling) }
      }
      let last = chain[chain.count - 1]
      return last.add(to: &nodes, x) { $0.add("Relu", [$1]) }
    }
    return try nodes.network([features])
  }

  /// The transform from voxel indices of `fixed` to those of `moving`: three rows of four numbers.
  ///
  /// - Parameters:
  ///   - moving: `[X, Y, Z]`, intensities from 0 to 1.
  ///   - fixed: the same.
  ///   - isRigid: whether scales and shears are taken out, by Gram and Schmidt's method.
  /// - Throws: `ModelError` where the network does not take images of this shape or finds too few
  ///   structures, and what `progress` throws.
  public func register(
    moving: RealTensor, fixed: RealTensor, isRigid: Bool, _ arithmetic: any Arithmetic,
    progress: (Double) throws -> Void
  ) throws -> [Double] {
    let sizes = fixed.shape
    precondition(moving.shape == sizes && sizes.count == 3, "two volumes of one shape")
    guard sizes.allSatisfy({ $0 > 0 && $0 % Self.granularity == 0 }) else {
      throw ModelError(
        "this network takes images whose sides are multiples of \(Self.granularity), not "
          + sizes.map { "\($0)" }.joined(separator: " × "))
    }
    let first = try structures(moving, arithmetic) { try progress(0.5 * $0) }
    let second = try structures(fixed, arithmetic) { try progress(0.5 + 0.5 * $0) }
    let arithmetic = arithmetic.layer("fit")
    let weights = arithmetic.multiply(
      arithmetic.divide(first.powers, arithmetic.sum(first.powers)),
      arithmetic.divide(second.powers, arithmetic.sum(second.powers)))
    let there = try fit(first.centres, to: second.centres, weights, arithmetic)
    let back = try fit(second.centres, to: first.centres, weights, arithmetic)
    let inverse = try Self.inverse(back, arithmetic)
    var matrix = arithmetic.multiply(arithmetic.add(there, inverse), 0.5)
    if isRigid { matrix = try Self.rigid(matrix, arithmetic) }
    // From centres to first voxels.
    let middle = sizes.map { Double($0 - 1) / 2 }
    let index = arithmetic.matrixProduct(
      arithmetic.matrixProduct(
        Self.translation(middle, matrix.format), matrix, transposeA: false, transposeB: false),
      Self.translation(middle.map { -$0 }, matrix.format), transposeA: false, transposeB: false)
    return Array(index.doubles.prefix(12))
  }

  /// What the network finds in an image: centres in voxels from the middle, `[K, 3]`, and how much of
  /// each structure there is, `[K]`.
  private func structures(
    _ image: RealTensor, _ arithmetic: any Arithmetic, progress: (Double) throws -> Void
  ) throws -> (centres: RealTensor, powers: RealTensor) {
    let input = image.reshaped([1, 1] + image.shape)
    let plan = try NetworkPlan(
      network, shapes: [input.shape], format: arithmetic.format, limit: .max, poolsInParts: true)
    let features = try plan.apply(to: [input], arithmetic, progress: progress)
    let (count, sizes) = (features.shape[1], Array(features.shape[2...]))
    let fit = arithmetic.layer("fit")
    let sums = fit.matrixProduct(
      features.reshaped([count, sizes.reduce(1, *)]), Self.places(sizes, fit),
      transposeA: false, transposeB: false)
    let columns = sums.split([1, 1, 1, 1], axis: 1).map { $0.reshaped([count]) }
    let powers = columns[3]
    guard powers.doubles.contains(where: { $0 > 0 }) else {
      throw ModelError("it finds no structure in the image")
    }
    // A structure that is not there lies in the middle.
    let divisors = RealTensor(
      powers.format, shape: [count], powers.doubles.map { $0 == 0 ? 1 : $0 })
    let centres = (0..<3).map { axis in
      fit.multiply(fit.divide(columns[axis], divisors), Double(image.shape[axis]))
        .reshaped([count, 1])
    }
    return (.concatenate(centres, axis: 1), powers)
  }

  /// Distances of each voxel from the middle as parts of the image's sides, and ones: `[N, 4]`.
  private static func places(_ sizes: [Int], _ arithmetic: any Arithmetic) -> RealTensor {
    let axes = (0..<3).map { axis in
      let distances = (0..<sizes[axis]).map { Double($0) - Double(sizes[axis] - 1) / 2 }
      return arithmetic.divide(
        RealTensor(arithmetic.format, shape: [sizes[axis]], distances), Double(sizes[axis])
      ).doubles
    }
    var values: [Double] = []
    values.reserveCapacity(4 * sizes.reduce(1, *))
    for x in axes[0] {
      for y in axes[1] { for z in axes[2] { values += [x, y, z, 1] } }
    }
    return RealTensor(arithmetic.format, shape: [values.count / 4, 4], values)
  }

  /// The affine that takes `from` closest to `target`, as a 4 × 4 matrix: β = (XᵀWX)⁻¹ XᵀWY.
  private func fit(
    _ target: RealTensor, to from: RealTensor, _ weights: RealTensor,
    _ arithmetic: any Arithmetic
  ) throws(ModelError) -> RealTensor {
    let count = from.shape[0]
    let ones = RealTensor(from.format, shape: [count, 1], [Double](repeating: 1, count: count))
    let x = RealTensor.concatenate([from, ones], axis: 1)
    let repeated = RealTensor.concatenate(
      [RealTensor](repeating: weights.reshaped([count, 1]), count: 4), axis: 1)
    let weighted = arithmetic.multiply(x, repeated)
    guard
      let solution = arithmetic.solve(
        arithmetic.matrixProduct(weighted, x, transposeA: true, transposeB: false),
        arithmetic.matrixProduct(weighted, target, transposeA: true, transposeB: false))
    else {
      throw ModelError("it finds too few structures that both images show to fit a transform")
    }
    let beta = solution.doubles
    var rows: [Double] = []
    for row in 0..<3 { for column in 0..<4 { rows.append(beta[3 * column + row]) } }
    rows += [0, 0, 0, 1]
    return RealTensor(solution.format, shape: [4, 4], rows)
  }

  private static func inverse(_ matrix: RealTensor, _ arithmetic: any Arithmetic)
    throws(ModelError) -> RealTensor
  {
    let identity = translation([0, 0, 0], matrix.format)
    guard let inverse = arithmetic.solve(matrix, identity) else {
      throw ModelError("the transform that it finds has no inverse")
    }
    return inverse
  }

  /// The rotation Q of the linear part Q R, R an upper triangle, and the shift as it is.
  private static func rigid(_ matrix: RealTensor, _ arithmetic: any Arithmetic) throws(ModelError)
    -> RealTensor
  {
    let values = matrix.doubles
    var directions: [RealTensor] = []
    for column in 0..<3 {
      var vector = RealTensor(
        matrix.format, shape: [3], (0..<3).map { values[4 * $0 + column] })
      for direction in directions {
        vector = arithmetic.subtract(
          vector, arithmetic.multiply(direction, arithmetic.dot(direction, vector)))
      }
      let square = RealTensor(matrix.format, shape: [1], [arithmetic.dot(vector, vector)])
      let length = arithmetic.squareRoot(square).doubles[0]
      guard length > 0 else { throw ModelError("the transform that it finds is singular") }
      directions.append(arithmetic.divide(vector, length))
    }
    let columns = directions.map(\.doubles)
    var rows: [Double] = []
    for row in 0..<3 {
      for column in columns { rows.append(column[row]) }
      rows.append(values[4 * row + 3])
    }
    rows += [0, 0, 0, 1]
    return RealTensor(matrix.format, shape: [4, 4], rows)
  }

  private static func translation(_ shift: [Double], _ format: RealFormat) -> RealTensor {
    var rows = [Double](repeating: 0, count: 16)
    for row in 0..<4 { rows[5 * row] = 1 }
    for row in 0..<3 { rows[4 * row + 3] = shift[row] }
    return RealTensor(format, shape: [4, 4], rows)
  }
}
