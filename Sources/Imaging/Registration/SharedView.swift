import Arithmetic

/// How much of two images can be compared at all, and whether enough of it is.
///
/// A slab, or a mask on the moving image, covers a small part of the fixed image however right the
/// map is. So what overlaps is measured by what can: all samples of the fixed image, or as many as
/// the moving image has room for.
struct SharedView {
  /// Millilitres that count in each image.
  let fixedVolume: Double
  let movingVolume: Double
  /// As many samples as can lie in the moving image, whatever rigid map leads there.
  let most: Int
  private let hasMask: (fixed: Bool, moving: Bool)

  /// - Parameter samples: how many voxels of the fixed level are compared.
  init(fixed: ImagePyramid.Level, moving: ImagePyramid.Level, samples: Int) {
    let inside = Inside(shape: moving.volume.voxels.shape, mask: moving.mask)
    movingVolume = Double(inside.cells) * abs(moving.volume.affine.determinant) / 1000
    let counted = fixed.mask.map { $0.count { $0 } } ?? fixed.volume.voxels.count
    fixedVolume = Double(counted) * abs(fixed.volume.affine.determinant) / 1000
    most =
      movingVolume < fixedVolume
      ? Int((Double(samples) * movingVolume / fixedVolume).rounded()) : samples
    hasMask = (fixed.mask != nil, moving.mask != nil)
  }

  /// Fewer than a third of what can be compared say little about the rest.
  func isEnough(_ count: Int) -> Bool { 3 * count >= most && count >= 50 }

  /// Part of what can overlap that `count` samples are, 0…1.
  func part(_ count: Int) -> Double { min(1, Double(count) / Double(max(most, 1))) }

  /// Why none of the maps that were tried can be compared, and the way out.
  func failure(_ tried: [WarpedSamples], _ spacing: Double, _ start: RegistrationStart?)
    -> ImagingError
  {
    guard movingVolume > 0 else {
      return ImagingError(
        "\(movingName) is nowhere as thick as two voxels of \(Self.text(spacing)) mm: choose finer levels"
          + " or a larger mask")
    }
    guard let best = tried.max(by: { $0.count < $1.count }), best.count > 0 else {
      return ImagingError(
        "the images do not overlap: no voxel of \(fixedName) lies in \(movingName); look at their"
          + " affines and masks"
          + (start == .identity ? ", or bring them together with another start: `centres`" : ""))
    }
    guard isEnough(best.count) else {
      return ImagingError(
        "too little is covered at \(Self.text(spacing)) mm: \(percent(best)) of \(smallerName) lies in"
          + " \(largerName) where a third is needed, at least 50 voxels; where the images show"
          + " different parts, swap them, give the larger one a mask of what both show"
          + " (fixed-mask, moving-mask), or choose finer levels or another start")
    }
    for (name, isFlat) in [("fixed", best.isFlat(\.fixed)), ("moving", best.isFlat(\.moving))]
    where isFlat {
      return ImagingError(
        "the \(name) image has no contrast where the images overlap, \(percent(best)) of"
          + " \(smallerName); look at their affines and masks")
    }
    return ImagingError(
      "the similarity of the images is not a finite number in this arithmetic, at"
        + " \(Self.text(spacing)) mm")
  }

  private var isMovingSmaller: Bool { movingVolume < fixedVolume }
  private var smallerName: String {
    isMovingSmaller
      ? "\(movingName) (\(Self.text(movingVolume)) ml)"
      : "\(fixedName) (\(Self.text(fixedVolume)) ml)"
  }
  private var largerName: String {
    isMovingSmaller
      ? "\(fixedName) (\(Self.text(fixedVolume)) ml)"
      : "\(movingName) (\(Self.text(movingVolume)) ml)"
  }
  private var fixedName: String { hasMask.fixed ? "the fixed mask" : "the fixed image" }
  private var movingName: String { hasMask.moving ? "the moving mask" : "the moving image" }

  private func percent(_ samples: WarpedSamples) -> String {
    "\(Int((100 * part(samples.count)).rounded())) %"
  }

  private static func text(_ number: Double) -> String {
    number == number.rounded() || number >= 10
      ? "\(Int(number.rounded()))" : "\((10 * number).rounded() / 10)"
  }
}

extension WarpedSamples {
  /// Whether all samples of one image are equal.
  fileprivate func isFlat(_ part: (Block) -> RealTensor) -> Bool {
    let values = blocks.flatMap { part($0).doubles }
    return values.allSatisfy { $0 == values[0] }
  }
}
