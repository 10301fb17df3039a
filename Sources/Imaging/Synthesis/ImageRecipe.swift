public import Arithmetic

/// All that makes an image of a label map: a set of drawn numbers, so that an image can be made again.
public struct ImageRecipe: Sendable, Equatable {
  /// Mean intensity and deviation of each label.
  public var means: [Int32: Double] = [:]
  public var deviations: [Int32: Double] = [:]
  /// How labels move before anything else.
  public var deformation = RandomDeformation(fields: [])
  /// Standard deviation of the blur, voxels along each axis.
  public var blur = [0.0, 0, 0]
  /// Logarithm of the bias field.
  public var bias: SmoothField?
  /// Voxels that are as thick as so many of the label map's, along each axis.
  public var thickness = [1.0, 1, 1]
  /// Exponent of the intensities, once they lie from 0 to 1.
  public var gamma = 1.0
  /// Deviation of the noise that is added last, where the range is 1.
  public var noise = 0.0
  /// Of the texture and the noise.
  public var seed: UInt64 = 0

  public init() {}

  /// Where and how widely numbers are drawn.
  public struct Ranges: Sendable {
    /// Velocities of the deformation, voxels, at most; 0 for none.
    public let deformation: Double
    /// Between the nodes of the velocities, voxels.
    public let scales: [Double]
    /// Standard deviation of the blur at most, voxels.
    public let blur: Double
    /// Deviation of the bias field's logarithm at most; 0 for none.
    public let bias: Double
    /// Between nodes of the bias field, voxels.
    public let biasScale: Double
    /// Thickness of voxels at most.
    public let thickness: Double
    /// Deviation of the exponent's logarithm.
    public let gamma: Double
    /// Deviation of the last noise at most.
    public let noise: Double

    public init(
      deformation: Double, scales: [Double], blur: Double, bias: Double, biasScale: Double,
      thickness: Double, gamma: Double, noise: Double
    ) {
      (self.deformation, self.scales, self.blur) = (deformation, scales, blur)
      (self.bias, self.biasScale, self.thickness) = (bias, biasScale, thickness)
      (self.gamma, self.noise) = (gamma, noise)
    }
  }

  /// Draws everything but the contrast.
  ///
  /// - Parameters:
  ///   - extents: of the label map.
  ///   - streams: of the deformation, and of what happens to the image.
  public mutating func draw(
    _ ranges: Ranges, extents: [Int], deformation shape: RandomStream, image: RandomStream,
    noise texture: RandomStream
  ) {
    deformation = RandomDeformation(
      extents: extents, scales: ranges.deformation > 0 ? ranges.scales : [],
      deviation: ranges.deformation * shape.uniform(1 << 60), stream: shape)
    blur = (0..<3).map { ranges.blur * image.uniform(UInt64($0)) }
    bias =
      ranges.bias > 0
      ? SmoothField(
        components: 1, extents: extents, spacing: ranges.biasScale,
        deviation: ranges.bias * image.uniform(3), stream: image, first: 1 << 32) : nil
    // One axis is thick, as slices are.
    let axis = Int(3 * image.uniform(4))
    thickness = [1, 1, 1]
    thickness[min(axis, 2)] = 1 + (ranges.thickness - 1) * image.uniform(5)
    gamma = ElementaryFunctions.exponential(ranges.gamma * image.normal(6))
    noise = ranges.noise * image.uniform(7)
    seed = texture.word(0)
  }

  /// Draws a contrast that no scanner has: as SynthMorph's training by synthesis.
  ///
  /// Means U(25, 225), deviations U(5, 25); the background from 0 on, and 0 with probability 0.2.
  public mutating func drawContrast(_ labels: [Int32], _ stream: RandomStream) {
    for label in labels {
      let place = Self.place(label)
      let (mean, deviation) = (stream.uniform(place), stream.uniform(place + 1))
      means[label] = label == 0 ? 225 * mean : 25 + 200 * mean
      deviations[label] = label == 0 ? 25 * deviation : 5 + 20 * deviation
      if label == 0, stream.uniform(place + 2) < 0.2 { (means[0], deviations[0]) = (0, 0) }
    }
  }

  /// Of the numbers that a label draws.
  private static func place(_ label: Int32) -> UInt64 {
    (1 << 50) + UInt64(UInt32(bitPattern: label)) * 4
  }

  /// The contrast of a T1-weighted image, a little different in each person.
  public mutating func drawT1Contrast(_ labels: [Int32], _ stream: RandomStream) {
    for label in labels {
      let (mean, deviation) = Self.t1[label] ?? (label >= 1000 ? (76, 5) : (80, 6))
      let place = Self.place(label)
      // Left and right have one contrast.
      let own = Self.place(Self.left[label] ?? label)
      means[label] = mean == 0 ? 0 : mean + 2 * stream.normal(own)
      deviations[label] = deviation * (0.8 + 0.4 * stream.uniform(place + 1))
    }
  }

  /// Intensities as FreeSurfer normalises them: white matter at 110.
  private static let t1: [Int32: (Double, Double)] = [
    0: (0, 2), 2: (110, 4), 3: (74, 6), 4: (18, 4), 5: (22, 5), 7: (104, 5), 8: (70, 6),
    10: (92, 5),
    11: (80, 4), 12: (84, 4), 13: (98, 4), 14: (18, 4), 15: (18, 4), 16: (100, 5), 17: (76, 5),
    18: (75, 5), 24: (16, 5), 26: (78, 5), 28: (98, 5), 41: (110, 4), 42: (74, 6), 43: (18, 4),
    44: (22, 5), 46: (104, 5), 47: (70, 6), 49: (92, 5), 50: (80, 4), 51: (84, 4), 52: (98, 4),
    53: (76, 5), 54: (75, 5), 58: (78, 5), 60: (98, 5), 165: (12, 4), 258: (120, 18),
  ]
  private static let left: [Int32: Int32] = [
    41: 2, 42: 3, 43: 4, 44: 5, 46: 7, 47: 8, 49: 10, 50: 11, 51: 12, 52: 13, 53: 17, 54: 18,
    58: 26,
    60: 28,
  ]
}
