/// The new extents that a resizing asks for, by scales or sizes.
struct ResizeExtents: Sendable {
  enum Policy: String, CaseIterable {
    case stretch
    case notLarger = "not_larger"
    case notSmaller = "not_smaller"
  }

  private let attributes: Attributes
  private let coordinates: ResizedAxis.Coordinates
  private let policy: Policy

  init(_ attributes: Attributes) throws(ModelError) {
    self.attributes = attributes
    coordinates = try attributes.word(
      "coordinate_transformation_mode",
      default: attributes.version < 11 ? .asymmetric : ResizedAxis.Coordinates.halfPixel)
    policy = try attributes.word("keep_aspect_ratio_policy", default: Policy.stretch)
  }

  /// The axes that are named, ascending, each with what becomes of it.
  ///
  /// - Throws: `ModelError` where neither scales nor sizes are known, or they make no extents.
  func resolve(_ inputs: OperationInputs) throws(ModelError) -> [(axis: Int, own: ResizedAxis)] {
    let shape = try inputs[0].shape
    let isOld = attributes.version < 11
    let scales = try inputs.numbers(isOld ? 1 : 2, "scales")
    let sizes = isOld ? nil : try inputs.integers(3, "sizes").flatMap { $0.isEmpty ? nil : $0 }
    let named = attributes.integers("axes") ?? Array(shape.indices)
    var axes: [Int] = []
    for axis in named { axes.append(try OperationInputs.axis(axis, rank: shape.count)) }
    guard Set(axes).count == axes.count else {
      throw ModelError("attribute 'axes' names one twice")
    }
    let region = coordinates == .cropAndResize ? try inputs.numbers(1, "the region") : nil
    if coordinates == .cropAndResize, region?.count != 2 * axes.count {
      throw ModelError("the region is missing, or not two numbers for each axis")
    }
    if let wrong = region?.first(where: { !($0.magnitude <= 1e6) }) {
      throw ModelError("the region has \(wrong), which lies on no image")
    }
    let both: [(new: Int, scale: Double, length: Double)]
    switch (scales, sizes) {
    case (let scales?, nil): both = try scaled(axes.map { shape[$0] }, scales)
    case (nil, let sizes?): both = try sized(axes.map { shape[$0] }, sizes)
    default: throw ModelError("either scales or sizes have to be there, and not both")
    }
    var found: [(axis: Int, own: ResizedAxis)] = []
    for (number, axis) in axes.enumerated() {
      var own = ResizedAxis(
        old: shape[axis], new: both[number].new, scale: both[number].scale,
        length: both[number].length)
      own.coordinates = coordinates
      own.excludesOutside = try attributes.flag("exclude_outside", default: false)
      own.smooths = try attributes.flag("antialias", default: false)
      own.cubicFactor = attributes.number("cubic_coeff_a", default: -0.75)
      if let region { own.region = (region[number], region[axes.count + number]) }
      found.append((axis, own))
    }
    return found.sorted { $0.axis < $1.axis }
  }

  private func scaled(_ old: [Int], _ scales: [Double]) throws(ModelError)
    -> [(new: Int, scale: Double, length: Double)]
  {
    guard scales.count == old.count, scales.allSatisfy({ $0 > 0 && $0 <= 1e9 }) else {
      throw ModelError("scales \(scales) do not go with \(old.count) axes")
    }
    return zip(old, scales).map { size, scale in
      (Int((Double(size) * scale).rounded(.down)), scale, Double(size) * scale)
    }
  }

  private func sized(_ old: [Int], _ sizes: [Int]) throws(ModelError)
    -> [(new: Int, scale: Double, length: Double)]
  {
    guard sizes.count == old.count,
      zip(old, sizes).allSatisfy({ $0 > 0 && $1 > 0 && $1 <= 1 << 40 })
    else { throw ModelError("sizes \(sizes) do not go with \(old)") }
    let scales = zip(old, sizes).map { Double($1) / Double($0) }
    guard policy != .stretch, let least = scales.min(), let greatest = scales.max() else {
      return zip(sizes, scales).map { ($0, $1, Double($0)) }
    }
    let scale = policy == .notLarger ? least : greatest
    guard old.allSatisfy({ Double($0) * scale <= 0x1p48 }) else {
      throw ModelError("sizes \(sizes) with the ratios of \(old) are more than any memory holds")
    }
    return old.map { size in
      let new = Int((Double(size) * scale + 0.5).rounded(.down))
      return (new, scale, Double(size) * scale)
    }
  }
}
