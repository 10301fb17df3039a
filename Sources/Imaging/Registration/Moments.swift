import Arithmetic

/// Where the bright voxels of an image are, and how far they spread.
struct Moments {
  /// Their mean position, weighted by intensity above the least one; millimetres.
  let centre: [Double]
  /// Their root mean squared distance from the centre, millimetres.
  let radius: Double

  /// - Parameter name: of the image, for errors.
  /// - Throws: `ImagingError` where voxels are not finite or all equal.
  init(_ level: ImagePyramid.Level, _ name: String, _ arithmetic: any Arithmetic)
    throws(ImagingError)
  {
    let volume = level.volume
    let indices = FixedSamples.indices(level, maximum: volume.voxels.count)
    let values = volume.voxels.gathered([indices.count]) { indices[$0] }
    let numbers = values.doubles
    // The image's own voxels are finite.
    guard numbers.allSatisfy(\.isFinite) else {
      throw ImagingError(
        "the \(name) image, smoothed in this arithmetic, is no longer of finite numbers")
    }
    guard let least = numbers.min(), let most = numbers.max() else {
      throw ImagingError(
        "no voxel of the coarsest level lies wholly in the \(name) mask: choose finer levels or a"
          + " larger mask")
    }
    guard least < most else {
      throw ImagingError(
        "the \(name) image has no contrast\(level.mask == nil ? "" : " in its mask"): all its voxels"
          + " there are \(least)")
    }
    let weights = arithmetic.add(values, -least)
    let total = arithmetic.sum(weights)
    let shape = volume.voxels.shape
    let worlds = indices.map { index in
      volume.affine.apply(
        [index / (shape[1] * shape[2]), index / shape[2] % shape[1], index % shape[2]]
          .map(Double.init))
    }
    func coordinates(_ axis: Int) -> RealTensor {
      RealTensor(.binary64, shape: [worlds.count], worlds.map { $0[axis] })
    }
    func offsets(_ axis: Int, from origin: Double) -> RealTensor {
      arithmetic.convert(arithmetic.add(coordinates(axis), -origin), to: values.format)
    }
    // From the grid's middle, so that sums do not cancel.
    let middle = volume.affine.apply(shape.map { Double($0 - 1) / 2 })
    let centre = (0..<3).map { axis in
      let moment = arithmetic.dot(weights, offsets(axis, from: middle[axis]))
      return arithmetic.sum(middle[axis], arithmetic.quotient(moment, total))
    }
    let squares = (0..<3).reduce(0.0) { sum, axis in
      let offset = offsets(axis, from: centre[axis])
      return arithmetic.sum(
        sum, arithmetic.dot(weights, arithmetic.multiply(offset, offset)))
    }
    self.centre = centre
    radius = arithmetic.root(arithmetic.quotient(squares, total))
  }
}
