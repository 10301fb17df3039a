public import Arithmetic

/// An image of a label map, made as a recipe says, by the kernels of an arithmetic.
public struct SynthesizedImage: Sendable {
  /// The labels after the deformation.
  public let labels: Labels
  /// Intensities from 0 to 255.
  public let image: Volume

  /// - Throws: `ImagingError` where a label has no contrast; what `progress` throws.
  public init(
    _ labels: Labels, _ recipe: ImageRecipe, _ arithmetic: any Arithmetic,
    progress: (Double) throws -> Void = { _ in }
  ) throws {
    let extents = labels.voxels.shape
    guard extents.allSatisfy({ $0 > 1 }) else {
      throw ImagingError(
        "images are made of at least 2 voxels along each axis, and there are \(extents)")
    }
    let moved = Self.moved(labels, recipe, arithmetic)
    try progress(0.4)
    let stream = RandomStream(key: recipe.seed, stream: 0)
    let (means, deviations) = try Self.contrast(moved, recipe, arithmetic.format)
    let texture = Self.normals(stream, extents, first: 0, arithmetic)
    var image = arithmetic.multiplyAdd(texture, deviations, means)
    try progress(0.6)
    let blur = zip(recipe.blur, recipe.thickness).map { own, thickness in
      // A thick slice averages over its thickness: its blur has half of it at half height.
      let slice = thickness > 1 ? thickness / 2.355 : 0
      return (own * own + slice * slice).squareRoot()
    }
    if blur.contains(where: { $0 > 0 }) { image = arithmetic.smooth(image, sigma: blur) }
    if recipe.thickness.contains(where: { $0 > 1 }) {
      let coarse = zip(extents, recipe.thickness).map { max(2, Int((Double($0) / $1).rounded())) }
      let stack = image.reshaped([1, 1] + extents)
      image = arithmetic.resize(
        arithmetic.resize(stack, to: coarse, alignment: .centres), to: extents, alignment: .centres
      ).reshaped(extents)
    }
    try progress(0.75)
    if let bias = recipe.bias {
      let field = arithmetic.exponential(bias.resized(to: extents, arithmetic)).reshaped(extents)
      image = arithmetic.multiply(image, field)
    }
    image = Self.scaled(image, to: 1, arithmetic)
    if recipe.gamma != 1 { image = arithmetic.power(image, recipe.gamma) }
    if recipe.noise > 0 {
      let noise = Self.normals(stream, extents, first: 1 << 40, arithmetic)
      image = arithmetic.addScaled(image, noise, by: recipe.noise)
    }
    try progress(0.95)
    image = arithmetic.multiply(Self.cut(image, arithmetic), 255)
    self.labels = moved
    self.image = Volume(voxels: image, on: labels.grid)
  }

  private static func moved(
    _ labels: Labels, _ recipe: ImageRecipe, _ arithmetic: any Arithmetic
  ) -> Labels {
    let extents = labels.voxels.shape
    guard let points = recipe.deformation.points(extents: extents, arithmetic) else {
      return labels
    }
    // The nearest voxel of a label map is a label: whole numbers below 2²⁴ are exact.
    let names = Array(Set(labels.voxels.values)).sorted()
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Double($0)) })
    let numbers = RealTensor(
      arithmetic.format, shape: extents, labels.voxels.values.map { places[$0] ?? 0 })
    let found = arithmetic.sample(numbers, at: points, interpolation: .nearest, outside: nil)
    var moved = labels
    moved.voxels = Tensor(
      shape: extents,
      values: found.doubles.map { $0.isFinite ? names[min(max(Int($0), 0), names.count - 1)] : 0 })
    return moved
  }

  /// Each voxel's mean and deviation.
  private static func contrast(
    _ labels: Labels, _ recipe: ImageRecipe, _ format: RealFormat
  ) throws -> (RealTensor, RealTensor) {
    var (mean, deviation) = (
      labels.voxels.values.map { _ in 0.0 }, labels.voxels.values.map { _ in 0.0 }
    )
    var last: (label: Int32, mean: Double, deviation: Double)?
    for (voxel, label) in labels.voxels.values.enumerated() {
      if last?.label != label {
        guard let own = recipe.means[label], let spread = recipe.deviations[label] else {
          throw ImagingError("label \(label) has no contrast in the recipe of the image")
        }
        last = (label, own, spread)
      }
      mean[voxel] = last?.mean ?? 0
      deviation[voxel] = last?.deviation ?? 0
    }
    let shape = labels.voxels.shape
    return (RealTensor(format, shape: shape, mean), RealTensor(format, shape: shape, deviation))
  }

  private static func normals(
    _ stream: RandomStream, _ extents: [Int], first: UInt64, _ arithmetic: any Arithmetic
  ) -> RealTensor {
    var values = [Double](repeating: 0, count: extents.reduce(1, *))
    let count = values.count
    values.withUnsafeMutableBufferPointer { values in
      nonisolated(unsafe) let values = values
      try? ParallelRuns.forEach(of: count, grain: 1 << 15, threads: arithmetic.threads) { run in
        for place in run { values[place] = stream.normal(first + UInt64(place)) }
      }
    }
    return RealTensor(arithmetic.format, shape: extents, values)
  }

  /// Brought linearly from its own range to 0…`top`; 0 where it has none.
  private static func scaled(
    _ image: RealTensor, to top: Double, _ arithmetic: any Arithmetic
  ) -> RealTensor {
    let (least, greatest) = arithmetic.extrema(image)
    guard greatest > least else { return arithmetic.multiply(image, 0) }
    let range = arithmetic.difference(greatest, least)
    return cut(arithmetic.divide(arithmetic.add(image, -least), range), arithmetic)
  }

  /// Numbers below 0 become 0, above 1 they become 1; no rounding.
  private static func cut(_ image: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    func constant(_ value: Double) -> RealTensor {
      RealTensor(
        image.format, shape: image.shape, [Double](repeating: value, count: image.count))
    }
    let above = arithmetic.maximum(image, constant(0))
    // The lesser of two is the negated greater of the negated ones, and signs are exact.
    let lesser = arithmetic.maximum(negated(above), constant(-1))
    return negated(lesser)
  }

  private static func negated(_ image: RealTensor) -> RealTensor {
    switch image {
    case .binary32(let tensor): .binary32(tensor.mapped { -$0 })
    case .binary64(let tensor): .binary64(tensor.mapped { -$0 })
    }
  }
}

extension Tensor {
  fileprivate func mapped(_ transform: (Element) -> Element) -> Tensor {
    Tensor(shape: shape, values: values.map(transform))
  }
}
