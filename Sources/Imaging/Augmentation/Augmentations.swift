public import Arithmetic

/// Augmentations that are applied one after the other: those that move voxels by one interpolation.
public struct Augmentations: Sendable {
  private let geometric: [any GeometricAugmentation]
  private let intensity: [any IntensityAugmentation]
  /// That an example is augmented at all.
  private let probability: Double

  public init(
    _ geometric: [any GeometricAugmentation], _ intensity: [any IntensityAugmentation],
    probability: Double
  ) {
    (self.geometric, self.intensity, self.probability) = (geometric, intensity, probability)
  }

  public var isEmpty: Bool { geometric.isEmpty && intensity.isEmpty }

  /// - Parameter seed: of one example.
  public func draw(seed: UInt64, _ frame: AugmentationFrame) -> AugmentationDraw {
    guard RandomStream(key: seed, stream: 0).uniform(0) < probability else {
      return AugmentationDraw()
    }
    var draw = AugmentationDraw()
    for own in geometric as [any Augmentation] + intensity {
      let kind = type(of: own)
      draw.numbers[kind.name] = own.draw(RandomStream(key: seed, stream: kind.stream), frame)
    }
    return draw
  }

  /// Where each voxel comes from, `[N, 3]`; `nil` where nothing moves.
  public func sources(
    _ draw: AugmentationDraw, _ frame: AugmentationFrame, _ arithmetic: any Arithmetic
  ) -> RealTensor? {
    let own = geometric.filter { draw.numbers[type(of: $0).name] != nil }
    guard !own.isEmpty else { return nil }
    let indices = (0..<3).map(frame.indices)
    var places = [Double](repeating: 0, count: 3 * indices[0].count)
    for axis in 0..<3 {
      for (voxel, index) in indices[axis].enumerated() { places[3 * voxel + axis] = index }
    }
    var points = RealTensor(arithmetic.format, shape: [indices[0].count, 3], places)
    for augmentation in own {
      points = augmentation.sources(
        points, draw.numbers[type(of: augmentation).name] ?? [], frame, arithmetic)
    }
    return points
  }

  /// An image of the frame's extents, moved by linear interpolation, 0 outside, and changed.
  public func image(
    _ image: RealTensor, _ draw: AugmentationDraw, _ frame: AugmentationFrame,
    at sources: RealTensor?, _ arithmetic: any Arithmetic
  ) -> RealTensor {
    var result = image.reshaped(frame.extents)
    if let sources {
      result = arithmetic.sample(result, at: sources, interpolation: .linear, outside: 0)
        .reshaped(frame.extents)
    }
    for augmentation in intensity {
      guard let drawn = draw.numbers[type(of: augmentation).name] else { continue }
      result = augmentation.changed(result, drawn, frame, arithmetic)
    }
    return result
  }

  /// Whole numbers below 2²⁴ in place, each that of the nearest voxel, 0 outside.
  public static func nearest(
    _ numbers: RealTensor, at sources: RealTensor, _ arithmetic: any Arithmetic
  ) -> RealTensor {
    arithmetic.sample(numbers, at: sources, interpolation: .nearest, outside: 0)
  }
}
