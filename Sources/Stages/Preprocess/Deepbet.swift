import Arithmetic
import Imaging
import Networks
import PipelineKit

/// deepbet's brain extraction (Fisch et al. 2024; `bet.py` of the wheel 1.0.2): one network finds the
/// brain's box in a small copy of the head, another the brain in that box.
struct Deepbet {
  private let arithmetic: any Arithmetic
  private let box: NetworkPlan
  private let brain: NetworkPlan

  /// Extents of the two networks' inputs.
  private let small: [Int]
  private let large: [Int]

  /// - Parameter sides: of the cubes that the networks look at.
  /// - Throws: `StageError` where weights are not those of the network.
  init(
    box: ModelWeights, brain: ModelWeights, sides: (box: Int, brain: Int),
    _ arithmetic: any Arithmetic
  ) throws {
    self.arithmetic = arithmetic
    (small, large) = (
      [Int](repeating: sides.box, count: 3), [Int](repeating: sides.brain, count: 3)
    )
    func plan(_ name: String, _ weights: ModelWeights, _ extents: [Int]) throws -> NetworkPlan {
      try naming(name) {
        try NetworkPlan(
          try LinkNet3D.network(weights), shapes: [[1, 1] + extents], format: arithmetic.format)
      }
    }
    self.box = try plan("the network for the box", box, small)
    self.brain = try plan("the network for the brain", brain, large)
  }

  /// The probability of brain in each voxel, 0 outside the box; and the box.
  ///
  /// - Parameter image: `[X, Y, Z]`, right-anterior-superior, finite, in the arithmetic's format.
  /// - Throws: `StageError` where there is no brain or the image is empty, and what `progress` throws.
  func probability(of image: RealTensor, progress: (Double) throws -> Void) throws -> (
    probability: RealTensor, box: VoxelBox
  ) {
    let copy = image.nearest(to: small)
    let range = try range(copy)
    let coarse = try run(box, copy, range, arithmetic.layer("box")) { try progress(0.1 * $0) }
    guard let found = Self.largest(coarse.doubles.map { $0 > 0.5 ? 1 : 0 }, small) else {
      throw StageError("no brain was found in the image: look at it and at its header's axes")
    }
    let box = try Self.box(around: found, in: image.shape)
    let part = image.cropped(to: box)
    let fine = try run(brain, part.nearest(to: large), range, arithmetic.layer("brain")) {
      try progress(0.1 + 0.9 * $0)
    }
    return (fine.nearest(to: box.shape).placed(in: box, of: image.shape), box)
  }

  /// The largest part of where `probability` exceeds `threshold`, holes filled.
  ///
  /// - Throws: `StageError` where it does so nowhere.
  static func mask(_ probability: RealTensor, in box: VoxelBox, above threshold: Double) throws
    -> Tensor<UInt8>
  {
    let part = probability.cropped(to: box)
    guard let largest = largest(part.doubles.map { $0 > threshold ? 1 : 0 }, box.shape) else {
      throw StageError("the probability of brain is nowhere above \(threshold)")
    }
    return Morphology.filled(largest).placed(in: box, of: probability.shape)
  }

  private static func largest(_ mask: [UInt8], _ shape: [Int]) -> Tensor<UInt8>? {
    let parts = ConnectedComponents(of: Tensor(shape: shape, values: mask))
    return parts.largest.map(parts.mask)
  }

  // MARK: Intensities

  /// Quantiles ½ % and 99½ % of the small copy, between order statistics as `torch.quantile`.
  private func range(_ small: RealTensor) throws -> (low: Double, high: Double) {
    let sorted = small.doubles.sorted()
    let arithmetic = arithmetic.layer("normalize")
    func quantile(_ part: Float) -> Double {
      let place = part * Float(sorted.count - 1)
      let below = Int(place.rounded(.down))
      let (a, b) = (sorted[below], sorted[min(below + 1, sorted.count - 1)])
      guard a != b else { return a }
      let step = arithmetic.multiply(
        arithmetic.subtract(vector(b), vector(a)), Double(place - Float(below)))
      return arithmetic.add(vector(a), step).doubles[0]
    }
    let (low, high) = (quantile(0.005), quantile(0.995))
    guard low < high else {
      throw StageError("99 % of the image's voxels are \(low): there is nothing to see")
    }
    return (low, high)
  }

  /// The network's second class on an image with intensities as it was trained on.
  private func run(
    _ plan: NetworkPlan, _ image: RealTensor, _ range: (low: Double, high: Double),
    _ arithmetic: any Arithmetic, progress: (Double) throws -> Void
  ) throws -> RealTensor {
    let input = try normalized(image, range, arithmetic.layer("normalize"))
    let made = try plan.run(
      [.real(input.reshaped([1, 1] + image.shape))], arithmetic, progress: progress)
    guard case .real(let probabilities)? = made.first else {
      throw StageError("the network gave no real numbers")
    }
    return probabilities.slice(1..<2, axis: 1).reshaped(image.shape)
  }

  /// c = (x − low) / (high − low), cut off at 0 and 1; 0.226 (c − mean) / deviation + 0.449.
  private func normalized(
    _ image: RealTensor, _ range: (low: Double, high: Double), _ arithmetic: any Arithmetic
  ) throws -> RealTensor {
    let width = arithmetic.subtract(vector(range.high), vector(range.low)).doubles[0]
    let scaled = arithmetic.divide(arithmetic.add(image, -range.low), width).clamped(to: 0...1)
    let (mean, variance) = arithmetic.moments(scaled, correction: 1)
    guard variance > 0 else { throw StageError("the brain's box is empty: all voxels are equal") }
    let deviation = arithmetic.squareRoot(vector(variance)).doubles[0]
    let standard = arithmetic.divide(arithmetic.add(scaled, -mean), deviation)
    return arithmetic.add(arithmetic.multiply(standard, Double(Float(0.226))), Double(Float(0.449)))
  }

  private func vector(_ value: Double) -> RealTensor {
    RealTensor(arithmetic.format, shape: [1], [value])
  }

  // MARK: The box

  /// Where a mask of the small copy has planes of which more than 2 % are set, a tenth larger on each side,
  /// in voxels of the image; halves to even, in binary32.
  private static func box(around mask: Tensor<UInt8>, in shape: [Int]) throws -> VoxelBox {
    let n = mask.shape
    var counts = n.map { [Int](repeating: 0, count: $0) }
    for (voxel, value) in mask.values.enumerated() where value != 0 {
      counts[0][voxel / (n[1] * n[2])] += 1
      counts[1][voxel / n[2] % n[1]] += 1
      counts[2][voxel % n[2]] += 1
    }
    let ranges = try (0..<3).map { axis -> Range<Int> in
      let plane = Float(mask.count / n[axis])
      let full = counts[axis].indices.filter { Float(counts[axis][$0]) / plane > 0.02 }
      guard let first = full.first, let last = full.last else {
        throw StageError("what was found is too small for a brain: look at the image and its axes")
      }
      let scale = Float(shape[axis]) / Float(n[axis])
      let centre = (scale * (Float(last + 1 + first) / 2)).rounded(.toNearestOrEven)
      let size = (Float(1.2) * (scale * Float(last + 1 - first))).rounded(.toNearestOrEven)
      return max(0, Int(centre - size / 2))..<min(shape[axis], Int(centre + size / 2))
    }
    return VoxelBox(ranges)
  }
}
